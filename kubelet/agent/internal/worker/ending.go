package worker

import (
	"time"

	"fnk.dev/agent/internal/contract"
)

// leastGrace is what is left for the stop signal, whatever preStop and those before have taken
// (minimumGracePeriodInSeconds of pkg/kubelet/kuberuntime).
const leastGrace = 2 * time.Second

// step of a hook.
type step int

const (
	due step = iota
	underway
	over
)

// ending is how far a run has come with its end.
type ending struct {
	// by is when a run that is to end alone has to be over; zero: it is not to.
	by time.Time
	// again says that another run follows, whatever the code of this one is.
	again      bool
	preStop    step
	signaled   bool
	signaledAt time.Time
	killed     bool
}

// Kill ends the present run of a container, as Stop ends the pod's: by preStop, signal, and KILL after the grace.
// Whether another follows is its restart policy's. The message is that of the event.
func (w *Worker) Kill(name string, grace time.Duration, message string, now time.Time) {
	c := w.find(name)
	if !c.live() || w.leaving(c) {
		return
	}
	c.ending.by = now.Add(grace)
	w.Tell(name, false, contract.Killing, message, now)
}

// PostStarted says how the hook went that followed the start of a run.
func (w *Worker) PostStarted(name string, run int, failed bool, now time.Time) {
	c := w.find(name)
	if c.phase != running || c.runs != run || c.postStart != underway || w.leaving(c) {
		return
	}
	if !failed {
		c.postStart = over
		c.beUp()
		return
	}
	// What it said may be a secret: as the kubelet has it, that is not told.
	w.Tell(name, true, contract.FailedPostStartHook, "PostStartHook failed", now)
	w.Kill(name, w.ownGrace, contract.FailedPostStartHook, now)
}

// PreStopped says how the hook went that came before the stop signal of a run.
func (w *Worker) PreStopped(name string, run int, failed bool, now time.Time) {
	c := w.find(name)
	if c.phase != running || c.runs != run || c.ending.preStop != underway {
		return
	}
	c.ending.preStop = over
	if failed {
		w.Tell(name, true, contract.FailedPreStopHook, "PreStopHook failed", now)
	}
}

// introduces says whether its first postStart is still to be done, for which the kubelet keeps the main containers
// after it waiting; when that has failed, it goes on with them.
func (c *container) introduces() bool {
	if !c.live() || c.spec.PostStart == nil || c.postStart == over {
		return false
	}
	run := c.runs - c.afresh
	return c.phase == starting && run == 0 || c.phase == running && run == 1
}

// stop brings a run a step nearer to its end and says when to be asked again: preStop, then, when it is its turn,
// the stop signal, at signalBy whatever has not come yet; KILL at the end of the grace, but with a little time for
// the signal.
func (c *container) stop(signalBy, by, now time.Time, turn bool) (actions []Action, again time.Time) {
	inTime := now.Before(signalBy)
	if c.ending.preStop == due {
		c.ending.preStop = over
		if inTime && c.phase == running && c.spec.PreStop != nil {
			c.ending.preStop = underway
			actions = append(actions, Action{Name: c.name, PreStop: c.spec.PreStop, Run: c.runs})
		}
	}
	if !c.ending.signaled {
		if inTime && (c.ending.preStop == underway || !turn) {
			return actions, signalBy
		}
		c.ending.signaled, c.ending.signaledAt = true, now
		if c.first() {
			return actions, time.Time{}
		}
		actions = append(actions, Action{Name: c.name, Signal: c.stopSignal()})
	}
	killAt := c.ending.signaledAt.Add(leastGrace)
	if by.After(killAt) {
		killAt = by
	}
	if c.ending.killed {
		return actions, time.Time{}
	}
	if now.Before(killAt) {
		return actions, killAt
	}
	c.ending.killed = true
	return append(actions, Action{Name: c.name, Signal: kill}), time.Time{}
}

func (c *container) stopSignal() int {
	if c.spec.StopSignal != 0 {
		return c.spec.StopSignal
	}
	return term
}
