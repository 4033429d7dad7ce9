package worker

import (
	"fmt"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/probe"
)

// probe makes what is due of all that are up.
func (w *Worker) probe(now time.Time) (actions []Action, again time.Time) {
	for _, c := range w.containers {
		if c.probes == nil {
			continue
		}
		kinds, next := c.probes.Due(now, w.leaving(c))
		again = earlier(again, next)
		for _, kind := range kinds {
			actions = append(actions, Action{Name: c.name, Probe: c.probes.Spec(kind), Kind: kind, Run: c.runs})
		}
	}
	return actions, again
}

func (w *Worker) leaving(c *container) bool {
	return w.closing() || c.together || !c.ending.by.IsZero()
}

// Probed says how a probe of a run went.
func (w *Worker) Probed(name string, run int, kind probe.Kind, result probe.Result, now time.Time) {
	c := w.find(name)
	if c.probes == nil || c.runs != run || kind != probe.Readiness && w.leaving(c) {
		return
	}
	w.count(name, kind, result.Outcome)
	fatal := c.probes.Note(kind, result.Outcome)
	c.beUp()
	switch result.Outcome {
	case probe.Failure:
		w.tellProbe(name, contract.Unhealthy, fmt.Sprintf("%s probe failed: %s", kind, result.Output), now)
	case probe.Warning:
		w.tellProbe(name, contract.ProbeWarning, fmt.Sprintf("%s probe warning: %s", kind, result.Output), now)
	case probe.Errored:
		w.tellProbe(name, contract.Unhealthy,
			fmt.Sprintf("%s probe errored and resulted in unknown state: %s", kind, result.Output), now)
	}
	if !fatal {
		return
	}
	// As the kubelet, which does not wait for the code: only a container that is never restarted stays ended.
	c.ending.again = c.spec.Restart != contract.Never
	grace := w.ownGrace
	if own := c.probes.Spec(kind).TerminationGracePeriodSeconds; own != nil {
		grace = time.Duration(*own) * time.Second
	}
	w.Kill(name, grace, c.epitaph(kind), now)
}

// epitaph is of the kubelet's words (computePodActions of pkg/kubelet/kuberuntime), which knows no code yet and so no rule on it.
func (c *container) epitaph(kind probe.Kind) string {
	failed := "failed liveness probe"
	if kind == probe.Startup {
		failed = "failed startup probe"
	}
	switch {
	case c.kind() == contract.Sidecar:
		return fmt.Sprintf("Init container %s %s", c.name, failed)
	case c.spec.Restart == contract.Never:
		return fmt.Sprintf("Container %s %s", c.name, failed)
	default:
		return fmt.Sprintf("Container %s %s, will be restarted", c.name, failed)
	}
}

// What fails fails again and again: the node is not woken more often than a kubelet would write an event.
func (w *Worker) tellProbe(name, reason, message string, now time.Time) {
	if w.unhealthy.allows(now) {
		w.Tell(name, true, reason, contract.Cut(message, contract.MaxEventMessage), now)
	}
}

// What client-go's recorder lets through of one object (EventSourceObjectSpamFilter).
const (
	burst  = 25
	refill = 5 * time.Minute
)

// limit lets a burst through, then one at a time.
type limit struct{ fullAt time.Time }

func (l *limit) allows(now time.Time) bool {
	from := l.fullAt
	if from.Before(now) {
		from = now
	}
	if from.Sub(now) > (burst-1)*refill {
		return false
	}
	l.fullAt = from.Add(refill)
	return true
}
