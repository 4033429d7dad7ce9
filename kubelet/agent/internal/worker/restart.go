package worker

import (
	"slices"
	"time"

	"fnk.dev/agent/internal/contract"
)

// beginAgain is the least time between two beginnings of a pod: a kubelet, which has no back-off for them either, looks
// at its containers once a second.
const beginAgain = time.Second

// The kubelet's words of what ran before the pod began anew; it tells them of the container whose rule it was, too.
const (
	restartCode    = 137
	restartMessage = "The container is removed because RestartAllContainers in place"
)

// restartsAll says whether the first of its rules that matches has all containers begin anew, whatever kind it is of.
func (c *container) restartsAll(run contract.Run) bool {
	if !c.live() || c.phase == starting && run.Reason == contract.ConfigError {
		return false
	}
	first := slices.IndexFunc(c.spec.RestartOn, func(rule contract.ExitRule) bool { return rule.Matches(run.Code) })
	return first >= 0 && c.spec.RestartOn[first].All
}

// restartAll begins with the end of all that runs: without preStop, and with the least grace.
func (w *Worker) restartAll(now time.Time) {
	w.restarting = true
	for _, c := range w.containers {
		c.together = c.live()
	}
}

// restart ends what runs, the main containers first, then begins with the first container again, without back-off
// (getContainersToReset of pkg/kubelet/kuberuntime).
func (w *Worker) restart(now time.Time) (actions []Action, again time.Time) {
	mains := slices.ContainsFunc(w.containers, func(c *container) bool { return c.live() && c.kind() == contract.Main })
	over := true
	for _, c := range w.containers {
		if !c.live() {
			continue
		}
		over = false
		if mains && c.kind() != contract.Main {
			continue
		}
		if c.ending.by.IsZero() {
			w.Tell(c.name, false, contract.Killing, "killing", now)
		}
		if !c.ending.signaled {
			c.ending.by = now
		}
		more, next := c.stop(now, c.ending.by, now, true)
		actions, again = append(actions, more...), earlier(again, next)
	}
	if !over {
		return actions, again
	}
	if now.Before(w.anewFrom) && !w.closing() {
		return nil, w.anewFrom
	}
	w.restarting, w.anewFrom = false, now.Add(beginAgain)
	for _, c := range w.containers {
		c.anew()
	}
	if w.closing() {
		return w.close(now)
	}
	return w.open(now)
}

// anew forgets what has been but how often; what has no supervisor any more cannot begin again.
func (c *container) anew() {
	c.over, c.failed = c.lost, c.lost && c.kind() != contract.Main
	c.together, c.wasUp, c.refused, c.afresh = false, false, "", c.runs
	c.wait, c.notBefore = 0, time.Time{}
	if c.latest != nil && !c.lost {
		c.latest = &contract.Run{
			StartedAt: c.latest.StartedAt, FinishedAt: c.latest.FinishedAt,
			Code: restartCode, Reason: contract.RestartingAllContainers, Message: restartMessage,
		}
	}
}
