// Package worker decides for a pod what a kubelet's pod worker does: which container is started, signalled
// or killed when. It does nothing itself and asks no clock: facts come in with their times, actions come out.
package worker

import (
	"fmt"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/probe"
)

const (
	// Volumes that cannot be laid are tried again, as the kubelet's (500 ms doubling to about 2 min).
	firstRetry = 500 * time.Millisecond
	maxRetry   = 2 * time.Minute

	term = 15
	kill = 9
)

// Action is what is to be done: one of Lay, Start, PostStart, PreStop, Probe, Signal.
type Action struct {
	// Name of the container; empty for Lay.
	Name string
	// Lay the volumes, then tell by Laid.
	Lay bool
	// Start the container, then tell by Started or Exited.
	Start *contract.ContainerSpecification
	// PostStart and PreStop are hooks of a run of the container; their ends are told by PostStarted, PreStopped.
	PostStart, PreStop *contract.Hook
	// Probe is one of a run of the container; its result is told by Probed.
	Probe *contract.Probe
	Kind  probe.Kind
	Run   int
	// Signal the container's process; 0: none.
	Signal int
}

// Worker is the state of one pod.
type Worker struct {
	containers []*container // in the order of the names until told, then of the specification
	gathered   bool
	told       bool
	stopping   bool
	restarting bool      // all are ended to begin anew
	anewFrom   time.Time // when the pod may begin anew, at the earliest
	ended      bool
	ownGrace   time.Duration // of a pod that ends by itself
	killAt     time.Time     // zero: nothing is being ended
	byEngine   bool          // the engine ends the pod, and kills as the grace ends
	events     []contract.Event
	sequence   uint64 // of the last event
	unhealthy  limit
	counts     map[counted]uint64

	laying       bool
	laid         bool
	layFailure   string
	layNext      time.Duration
	layNotBefore time.Time
}

// New has containers of these names, which wait to be told.
func New(names []string) *Worker {
	w := &Worker{counts: make(map[counted]uint64)}
	for _, name := range names {
		w.containers = append(w.containers, &container{name: name})
	}
	return w
}

// Gathered says that all supervisors are there and their socket is gone.
func (w *Worker) Gathered() { w.gathered = true }

// Told says what the pod is; once, validated, for all names. Its own grace is that of its sidecars when it ends
// by itself.
func (w *Worker) Told(containers []contract.ContainerSpecification, ownGrace time.Duration) {
	if w.told {
		return
	}
	w.told, w.ownGrace = true, ownGrace
	ordered := make([]*container, 0, len(containers))
	for index := range containers {
		c := w.find(containers[index].Name)
		c.spec = &containers[index]
		c.failed = c.lost && c.kind() != contract.Main
		ordered = append(ordered, c)
	}
	w.containers = ordered
}

// Laid says how the laying of the volumes went; empty: well.
func (w *Worker) Laid(failure string, now time.Time) {
	w.laying, w.laid, w.layFailure = false, failure == "", failure
	w.layNext = min(max(2*w.layNext, firstRetry), maxRetry)
	w.layNotBefore = now.Add(w.layNext)
}

// Started says that a container's program runs, and since when.
func (w *Worker) Started(name string, at, now time.Time) { w.find(name).begin(at, now) }

// Exited says how a container's run ended, or that there was none. Where another is to follow that cannot be in this
// task, the pod stops, and the node sees to its next.
func (w *Worker) Exited(name string, run contract.Run, now time.Time) {
	c := w.find(name)
	if c.restartsAll(run) && !w.closing() && !w.restarting {
		w.restartAll(now)
	}
	renewed := c.first() && c.again(run) && !w.closing()
	c.end(run, now)
	if renewed {
		w.Tell(name, false, contract.Killing, fmt.Sprintf(
			"Container %s is PID 1 and cannot be restarted in place: the pod gets another task", name), now)
		w.Stop(w.ownGrace, now)
	}
}

// Lost says that a container's supervisor is gone.
func (w *Worker) Lost(name string, now time.Time) {
	if !w.ended {
		w.find(name).lose(now)
	}
}

// Stop ends the pod: by preStop and signal, by KILL after the grace. Of several calls the earliest end holds.
func (w *Worker) Stop(grace time.Duration, now time.Time) {
	w.stopping = true
	w.endBy(now.Add(grace))
}

// StoppedByEngine ends the pod as Stop does, in the time that the engine gives: the pod's own grace, as far as the
// engine waits. Containers without preStop have their signals already.
func (w *Worker) StoppedByEngine(most time.Duration, now time.Time) {
	w.byEngine = true
	w.Stop(max(leastGrace, min(most, w.ownGrace)), now)
}

// Tell keeps an event for the node.
func (w *Worker) Tell(name string, warning bool, reason, message string, now time.Time) {
	w.sequence++
	w.events = append(w.events, contract.Event{
		Sequence: w.sequence, At: now.UTC(), Container: name, Warning: warning, Reason: reason, Message: message,
	})
	w.events = w.events[max(0, len(w.events)-contract.MaxEvents):]
}

func (w *Worker) endBy(at time.Time) {
	if w.killAt.IsZero() || at.Before(w.killAt) {
		w.killAt = at
	}
}

func (w *Worker) find(name string) *container {
	for _, c := range w.containers {
		if c.name == name {
			return c
		}
	}
	return &container{name: name} // not of this pod: nobody sees what is noted there
}

// First says that a container runs without a supervisor, as its own first process.
func (w *Worker) First(name string) bool { return w.find(name).first() }

// Ended says that nothing will run any more.
func (w *Worker) Ended() bool { return w.ended }

// Begun says whether containers may have been started.
func (w *Worker) Begun() bool { return w.told && w.gathered }
