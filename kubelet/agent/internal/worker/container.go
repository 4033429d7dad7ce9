package worker

import (
	"slices"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/probe"
)

// The kubelet's back-off (pkg/kubelet: initial 10 s, at most 5 min, forgotten after twice that).
const (
	firstBackOff = 10 * time.Second
	maxBackOff   = 5 * time.Minute
	forgiven     = 10 * time.Minute
)

type phase int

const (
	idle     phase = iota // waits for a start, or will have none
	starting              // its supervisor was told to start it
	running
)

// container is the state of one.
type container struct {
	name  string
	spec  *contract.ContainerSpecification // nil until the pod is told
	phase phase
	// runs that have begun, those that could not be started too.
	runs     int
	afresh   int        // of them, how many were before the pod began anew
	began    time.Time  // of the present or last run, for its length
	started  *time.Time // what the supervisor says of it
	latest   *contract.Run
	previous *contract.Run
	// refused says why its configuration cannot be started; no run was made of it.
	refused string
	wasUp   bool
	over    bool // never starts again
	failed  bool // an init container that never succeeds any more
	lost    bool
	// together says that it ran when the pod was to begin anew, which it does when all these have ended.
	together bool
	// Of the present run.
	postStart step
	ending    ending
	probes    *probe.State // nil: it is not up

	wait      time.Duration // of the present back-off
	next      time.Duration // of the next
	notBefore time.Time
}

func (c *container) live() bool { return c.phase != idle }

// first says that its supervisor has become its program: only the engine's word to stop reaches that.
func (c *container) first() bool { return c.phase == running && c.spec.FirstProcess }

// left says that its end is the engine's to bring, with the task's.
func (c *container) left() bool { return c.first() && c.ending.signaled }

func (c *container) kind() contract.Kind {
	if c.spec == nil {
		return contract.Main
	}
	return c.spec.Kind
}

// begin notes that its program runs.
func (c *container) begin(at, now time.Time) {
	if c.phase != starting {
		return
	}
	c.phase, c.refused = running, ""
	if c.spec.PostStart == nil {
		c.postStart = over
	}
	c.runs++
	c.began, c.started = now, &at
	c.beUp()
}

// beUp begins its probes when nothing else of its start is left. It has been up once its startup probe has succeeded.
func (c *container) beUp() {
	if c.phase != running || c.postStart != over {
		return
	}
	if c.probes == nil {
		c.probes = probe.New(c.spec, c.began)
	}
	c.wasUp = c.wasUp || c.probes.Started()
}

// end notes how a run ended and decides whether there will be another.
func (c *container) end(run contract.Run, now time.Time) {
	if !c.live() {
		return
	}
	neverRan := c.phase == starting
	again := (c.again(run) || c.ending.again || c.together) && !c.first()
	c.phase, c.postStart, c.ending, c.probes = idle, due, ending{}, nil
	if neverRan {
		c.began = now
	}
	if neverRan && again && run.Reason == contract.ConfigError {
		c.refused = run.Message
	} else {
		if neverRan {
			c.runs++
			c.started = run.StartedAt
		}
		c.refused = ""
		c.previous, c.latest = c.latest, &run
	}
	switch {
	case c.together:
	case !again:
		c.over = true
		c.failed = c.kind() == contract.Init && run.Code != 0
	default:
		c.backOff(now)
	}
}

// again says whether another run follows this one unless the pod ends.
func (c *container) again(run contract.Run) bool {
	switch c.kind() {
	case contract.Sidecar:
		return true
	case contract.Init:
		return run.Code != 0 && (c.spec.Restart != contract.Never || c.ruled(run))
	default:
		return c.spec.Restart == contract.Always || c.spec.Restart == contract.OnFailure && run.Code != 0 || c.ruled(run)
	}
}

// ruled says whether a rule of its own has the run followed by another; they go before its policy.
func (c *container) ruled(run contract.Run) bool {
	return slices.ContainsFunc(c.spec.RestartOn, func(rule contract.ExitRule) bool { return rule.Matches(run.Code) })
}

// backOff: the first restart is at once, then 10 s doubling to 5 min; a long run is a new beginning.
func (c *container) backOff(now time.Time) {
	if now.Sub(c.began) >= forgiven {
		c.next = 0
	}
	c.wait, c.notBefore = c.next, now.Add(c.next)
	c.next = min(max(2*c.next, firstBackOff), maxBackOff)
}

// lose notes that its supervisor is gone, and with it, being PID 1, the container: it cannot be started in
// this task again.
func (c *container) lose(now time.Time) {
	if c.lost {
		return
	}
	c.lost = true
	if c.over {
		return
	}
	if c.live() || c.latest == nil {
		c.previous, c.latest = c.latest, &contract.Run{
			StartedAt: c.started, FinishedAt: now, Code: 137, Signal: 9,
			Reason: contract.Error, Message: "the supervisor is gone",
		}
		if c.phase != running {
			c.runs++
			c.latest.StartedAt = nil
			c.started = nil
		}
	}
	c.phase, c.over, c.probes = idle, true, nil
	c.failed = c.kind() == contract.Init || c.kind() == contract.Sidecar && !c.wasUp
}
