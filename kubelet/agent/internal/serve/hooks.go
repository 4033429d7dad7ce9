package serve

import (
	"context"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/control"
	"fnk.dev/agent/internal/hook"
)

// hooks are those under way. None outlives the run of its container.
type hooks struct {
	runs  map[string]run
	execs map[uint64]func(control.Executed)
	id    uint64
}

// run is a container's present one, as its hooks see it.
type run struct {
	ctx    context.Context
	cancel context.CancelFunc
}

func newHooks() *hooks {
	return &hooks{runs: make(map[string]run), execs: make(map[uint64]func(control.Executed))}
}

func (h *hooks) of(name string) context.Context {
	present, there := h.runs[name]
	if !there {
		present.ctx, present.cancel = context.WithCancel(context.Background())
		h.runs[name] = present
	}
	return present.ctx
}

// over says that the container's present run is.
func (h *hooks) over(name string) {
	if present, there := h.runs[name]; there {
		present.cancel()
		delete(h.runs, name)
	}
}

// hook begins one; done notes how it went. Called within a step, which done is not: its facts are another.
func (p *Pod) hook(name string, asked *contract.Hook, done func(failed bool, now time.Time)) {
	note := func(failed bool) { p.step(func(now time.Time) { done(failed, now) }) }
	ctx := p.hooks.of(name)
	switch {
	case len(asked.Exec) > 0:
		p.exec(name, control.Exec{Command: asked.Exec}, func(executed control.Executed) { note(executed.Code != 0) })
	case asked.HTTPGet != nil:
		go func() {
			plain, err := hook.Get(ctx, *asked.HTTPGet)
			if plain && err == nil {
				p.step(func(now time.Time) {
					p.worker.Tell(name, true, contract.LifecycleHTTPFallback, "request to HTTPS lifecycle hook "+
						hook.Address(*asked.HTTPGet)+" got HTTP response, retry with HTTP succeeded", now)
				})
			}
			note(err != nil)
		}()
	case asked.SleepSeconds != nil:
		go func() {
			select {
			case <-time.After(time.Duration(*asked.SleepSeconds) * time.Second):
				note(false)
			case <-ctx.Done():
			}
		}()
	}
}

// exec has a command run in a container; done notes its end. Called within a step, which done is not.
func (p *Pod) exec(name string, command control.Exec, done func(control.Executed)) {
	p.hooks.id++
	command.ID = p.hooks.id
	p.hooks.execs[command.ID] = done
	_ = p.supervisors[name].Send(control.Order{Exec: &command})
}

// Executed notes how a command in a container ended.
func (p *Pod) Executed(executed control.Executed) {
	p.mutex.Lock()
	done := p.hooks.execs[executed.ID]
	delete(p.hooks.execs, executed.ID)
	p.mutex.Unlock()
	if done != nil {
		done(executed)
	}
}
