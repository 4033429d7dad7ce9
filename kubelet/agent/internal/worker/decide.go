package worker

import (
	"time"

	"fnk.dev/agent/internal/contract"
)

// Decide says what is to be done at this time, and when to ask again if nothing happens before; zero: not
// by itself. What it says is taken as done.
func (w *Worker) Decide(now time.Time) (actions []Action, again time.Time) {
	switch {
	case w.ended:
	case w.closing():
		actions = w.close(now)
		if !w.ended && now.Before(w.killAt) {
			again = w.killAt
		}
	case !w.told || w.laying:
	case !w.laid:
		if now.Before(w.layNotBefore) {
			return nil, w.layNotBefore
		}
		w.laying = true
		actions = []Action{{Lay: true}}
	case w.gathered:
		actions, again = w.open(now)
	}
	return actions, again
}

// closing says whether nothing is started any more: stopped, an init container failed for good, or no init
// or main container will run again.
func (w *Worker) closing() bool {
	if w.stopping {
		return true
	}
	over := true
	for _, c := range w.containers {
		if c.failed {
			return true
		}
		over = over && (c.over || c.kind() == contract.Sidecar)
	}
	return over
}

// open starts what is due: init containers one after the other, sidecars in their midst as soon as those
// before are done or up, then the main containers together.
func (w *Worker) open(now time.Time) (actions []Action, again time.Time) {
	start := func(c *container) {
		if c.over || c.live() {
			return
		}
		if now.Before(c.notBefore) {
			if again.IsZero() || c.notBefore.Before(again) {
				again = c.notBefore
			}
			return
		}
		c.phase = starting
		actions = append(actions, Action{Name: c.name, Start: c.spec})
	}
	initialized := true
	for _, c := range w.containers {
		if c.kind() == contract.Main {
			continue
		}
		start(c)
		if c.kind() == contract.Init && !c.over || c.kind() == contract.Sidecar && !c.wasUp {
			initialized = false
			break
		}
	}
	for _, c := range w.containers {
		if initialized && c.kind() == contract.Main {
			start(c)
		}
	}
	return actions, again
}

// close ends what runs: first all but the sidecars, then these one by one from the last; at the end of the
// grace all at once.
func (w *Worker) close(now time.Time) (actions []Action) {
	if w.killAt.IsZero() {
		w.endBy(now.Add(w.ownGrace))
	}
	others, any := false, false
	for _, c := range w.containers {
		any = any || c.live()
		if c.live() && c.kind() != contract.Sidecar {
			others = true
			actions = append(actions, c.stop()...)
		}
	}
	for index := len(w.containers) - 1; index >= 0 && !others; index-- {
		if c := w.containers[index]; c.live() {
			actions = append(actions, c.stop()...)
			break
		}
	}
	if !now.Before(w.killAt) {
		for _, c := range w.containers {
			if c.live() && !c.killed {
				c.killed = true
				actions = append(actions, Action{Name: c.name, Signal: kill})
			}
		}
	}
	w.ended = !any
	return actions
}

func (c *container) stop() []Action {
	if c.signaled {
		return nil
	}
	c.signaled = true
	signal := term
	if c.spec.StopSignal != 0 {
		signal = c.spec.StopSignal
	}
	return []Action{{Name: c.name, Signal: signal}}
}
