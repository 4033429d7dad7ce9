package worker

import (
	"fmt"

	"fnk.dev/agent/internal/contract"
)

// Status is what the node is told; its version is the caller's.
func (w *Worker) Status() contract.AgentStatus {
	status := contract.AgentStatus{
		Told: w.told, Stopping: w.stopping, Ended: w.ended, Restarting: w.restarting && !w.closing(),
		Containers: make([]contract.ContainerReport, 0, len(w.containers)),
		Events:     append([]contract.Event{}, w.events...),
	}
	creating := contract.ContainerCreating
	for _, c := range w.containers {
		if c.kind() != contract.Main {
			creating = contract.PodInitializing // the kubelet says it of all containers of such a pod
		}
	}
	initialized := w.initialized()
	for _, c := range w.containers {
		reason := creating
		if initialized {
			reason = contract.ContainerCreating
		}
		status.Containers = append(status.Containers, w.report(c, reason))
	}
	return status
}

func (w *Worker) initialized() bool {
	for _, c := range w.containers {
		if c.kind() == contract.Init && !(c.over && !c.failed) || c.kind() == contract.Sidecar && !c.wasUp {
			return false
		}
	}
	return true
}

func (w *Worker) report(c *container, creating string) contract.ContainerReport {
	report := contract.ContainerReport{Name: c.name, Restarts: max(0, c.runs-1), StartedAt: c.started, Last: c.latest}
	if c.phase == running && c.postStart != over {
		// Not up yet: told as what is still to be started.
		report.Restarts, report.StartedAt = max(0, c.runs-2), nil
		if c.latest != nil {
			report.StartedAt = c.latest.StartedAt
		}
	}
	switch {
	case c.phase == running && c.postStart == over:
		report.State, report.Started, report.Ready = contract.Running, c.probes.Started(), c.probes.Ready()
	case c.latest != nil && (c.over || (c.together || w.closing()) && !c.live()):
		report.State, report.Run, report.Last = contract.Terminated, c.latest, c.previous
	case !c.live() && c.refused != "":
		report.State, report.Reason, report.Message = contract.Waiting, contract.ConfigError, c.refused
	case !c.live() && c.latest != nil && c.wait > 0:
		report.State, report.Reason = contract.Waiting, contract.CrashLoopBackOff
		report.Message = fmt.Sprintf("back-off %s restarting failed container=%s", c.wait, c.name)
	case w.layFailure != "":
		report.State, report.Reason, report.Message = contract.Waiting, contract.ContainerCreating, w.layFailure
	default:
		report.State, report.Reason = contract.Waiting, creating
	}
	return report
}
