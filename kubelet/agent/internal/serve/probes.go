package serve

import (
	"strings"
	"time"

	"fnk.dev/agent/internal/check"
	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/control"
	"fnk.dev/agent/internal/probe"
	"fnk.dev/agent/internal/worker"
)

// ProbeCounts are how often the pod's probes have ended how.
func (p *Pod) ProbeCounts() []contract.ProbeCount {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.worker.ProbeCounts()
}

// probe makes one: a command by the container's supervisor, all else from here, where its address is that of the
// container, too.
func (p *Pod) probe(action worker.Action) {
	note := func(result probe.Result) {
		p.step(func(now time.Time) { p.worker.Probed(action.Name, action.Run, action.Kind, result, now) })
	}
	asked := *action.Probe
	if len(asked.Exec) > 0 {
		within := time.Duration(asked.TimeoutSeconds) * time.Second
		command := control.Exec{Command: asked.Exec, Within: within, Most: contract.MaxEventMessage}
		p.exec(action.Name, command, func(e control.Executed) {
			note(check.Command(strings.Join(asked.Exec, " "), within, e.Code, e.TimedOut, string(e.Output), e.Failure))
		})
		return
	}
	ctx := p.hooks.of(action.Name)
	go func() { note(p.checker.Check(ctx, asked)) }()
}
