package worker

import (
	"time"

	"fnk.dev/agent/internal/contract"
)

// Decide says what is to be done at this time, and when to ask again if nothing happens before; zero: not
// by itself. What it says is taken as done. Volumes are laid when all supervisors are there: an engine that makes
// a container gives a volume that is empty yet the mode of what the image has at its place.
func (w *Worker) Decide(now time.Time) (actions []Action, again time.Time) {
	switch {
	case w.ended:
	case w.closing():
		actions, again = w.close(now)
	case !w.told || !w.gathered || w.laying:
	case !w.laid:
		if now.Before(w.layNotBefore) {
			return nil, w.layNotBefore
		}
		w.laying = true
		actions = []Action{{Lay: true}}
	case w.restarting:
		actions, again = w.restart(now)
	default:
		actions, again = w.open(now)
	}
	more, next := w.probe(now)
	return append(actions, more...), earlier(again, next)
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
// before are done or up, then the main containers together; but none while the first postStart of one before it
// is not done. A run that is to end alone goes on with that.
func (w *Worker) open(now time.Time) (actions []Action, again time.Time) {
	for _, c := range w.containers {
		switch {
		case c.live() && !c.ending.by.IsZero():
			more, next := c.stop(c.ending.by, c.ending.by, now, true)
			actions, again = append(actions, more...), earlier(again, next)
		case c.phase == running && c.postStart == due:
			c.postStart = underway
			actions = append(actions, Action{Name: c.name, PostStart: c.spec.PostStart, Run: c.runs})
		}
	}
	start := func(c *container) {
		if c.over || c.live() {
			return
		}
		if now.Before(c.notBefore) {
			again = earlier(again, c.notBefore)
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
		if !initialized || c.kind() != contract.Main {
			continue
		}
		start(c)
		if c.introduces() {
			break
		}
	}
	return actions, again
}

// close ends what runs: first all but the sidecars, then these one by one from the last. Hooks before the end of
// sidecars do not wait for their turn (terminationOrdering of pkg/kubelet/kuberuntime).
func (w *Worker) close(now time.Time) (actions []Action, again time.Time) {
	if w.killAt.IsZero() {
		w.endBy(now.Add(w.ownGrace))
	}
	w.ended = true
	for index, c := range w.containers {
		if !c.live() || c.left() {
			continue
		}
		if w.byEngine && c.first() {
			c.ending.preStop = over // the engine's signal did not wait for it
		}
		by := w.killAt
		if alone := c.ending.by; !alone.IsZero() && alone.Before(by) {
			by = alone
		}
		signalBy := by
		if w.byEngine {
			signalBy = by.Add(-leastGrace)
		}
		more, next := c.stop(signalBy, by, now, w.turn(index))
		actions, again = append(actions, more...), earlier(again, next)
		if c.left() {
			again = earlier(again, now) // others may have waited for it
		} else {
			w.ended = false
		}
	}
	return actions, again
}

// turn says whether a container may be told to stop: a sidecar when all others have ended, but those before it.
func (w *Worker) turn(index int) bool {
	if w.containers[index].kind() != contract.Sidecar {
		return true
	}
	for at, c := range w.containers {
		if c.live() && !c.left() && (c.kind() != contract.Sidecar || at > index) {
			return false
		}
	}
	return true
}

// earlier of two times; zero is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
