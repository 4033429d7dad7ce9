package serve_test

import (
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/control"
	"fnk.dev/agent/internal/nodetest"
)

func often(p contract.Probe) *contract.Probe {
	p.PeriodSeconds, p.TimeoutSeconds, p.SuccessThreshold, p.FailureThreshold = 1, 1, 1, 1
	return &p
}

func TestReadyWhenItsCommandSaysSo(t *testing.T) {
	task := newTask(t, "app")
	app := task.supervise("app")
	node := nodetest.Proved(t, task.address)
	ready := t.TempDir() + "/ready"
	container := shell("app", "trap 'exit 0' TERM; while :; do sleep 0.02; done")
	container.ReadinessProbe = often(contract.Probe{Exec: []string{"cat", ready}})
	run(t, node, container)
	await(t, node, func(all []contract.ContainerReport) bool { return all[0].Started && !all[0].Ready })
	if err := os.WriteFile(ready, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	await(t, node, func(all []contract.ContainerReport) bool { return all[0].Ready })
	if err := os.Remove(ready); err != nil {
		t.Fatal(err)
	}
	await(t, node, func(all []contract.ContainerReport) bool { return !all[0].Ready })
	if code, body := node.Do(http.MethodGet, contract.StatisticsPath, ""); code != http.StatusOK ||
		!strings.Contains(body, `{"container":"app","kind":"Readiness","result":"successful","count":`) ||
		!strings.Contains(body, `"containers":[]`) { // there is no engine to ask
		t.Errorf("statistics: %d %s", code, body)
	}
	call(t, node, "POST", contract.StopPath, contract.Stop{GraceSeconds: 60})
	app.code(t)
	task.ended()
}

func TestWhatIsNotAliveRunsAgainInPlace(t *testing.T) {
	task := newTask(t, "app")
	app := task.supervise("app")
	node := nodetest.Proved(t, task.address)
	ill, up := t.TempDir()+"/ill", t.TempDir()+"/up"
	container := shell("app", "rm -f "+ill+"; touch "+up+"; trap 'exit 0' TERM; while :; do sleep 0.02; done")
	container.Restart = contract.Always
	container.StartupProbe = often(contract.Probe{Exec: []string{"test", "-e", up}})
	container.StartupProbe.FailureThreshold = 100
	container.LivenessProbe = often(contract.Probe{Exec: []string{"sh", "-c", "test ! -e " + ill + " || { echo ill; exit 1; }"}})
	run(t, node, container)
	await(t, node, func(all []contract.ContainerReport) bool { return all[0].Started })
	if err := os.WriteFile(ill, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	await(t, node, func(all []contract.ContainerReport) bool {
		return all[0].Restarts > 0 && all[0].State == contract.Running
	})
	call(t, node, "POST", contract.StopPath, contract.Stop{GraceSeconds: 60})
	app.code(t)
	task.ended()
}

func TestOfARequestTheAgentSaysHowItWent(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := net.SplitHostPort(listener.Addr().String())
	port, _ := strconv.Atoi(text)
	app := shell("app", "")
	app.ReadinessProbe = often(contract.Probe{TCPSocket: &contract.TCPSocket{Host: "127.0.0.1", Port: port}})
	pod, _ := up(t, "", contract.PodSpecification{Containers: []contract.ContainerSpecification{app}})
	until := func(wanted func(contract.AgentStatus) bool) contract.AgentStatus {
		for known := uint64(0); ; {
			status := pod.Status(t.Context(), known)
			if wanted(status) {
				return status
			}
			known = status.Version
		}
	}
	until(func(s contract.AgentStatus) bool { return s.Containers[0].Ready })
	_ = listener.Close()
	status := until(func(s contract.AgentStatus) bool { return !s.Containers[0].Ready && len(s.Events) > 0 })
	if e := status.Events[0]; e.Reason != contract.Unhealthy || !e.Warning || !strings.HasPrefix(e.Message, "Readiness probe failed: dial tcp 127.0.0.1:") {
		t.Errorf("%+v", e)
	}
	pod.Exited("app", contract.Run{Code: 0})
}

func TestACommandOfAProbeHasItsTimeout(t *testing.T) {
	app := shell("app", "")
	app.LivenessProbe = often(contract.Probe{Exec: []string{"ask", "me"}})
	app.LivenessProbe.TimeoutSeconds = 7
	pod, supervisor := up(t, "", contract.PodSpecification{
		Containers: []contract.ContainerSpecification{app}, TerminationGracePeriodSeconds: 30,
	})
	order := supervisor.next(t)
	if order.Exec == nil || order.Exec.Command[1] != "me" || order.Exec.Within.Seconds() != 7 || order.Exec.Most < 1000 {
		t.Fatalf("%+v", order)
	}
	pod.Executed(control.Executed{ID: order.Exec.ID, Code: 137, TimedOut: true})
	if order := supervisor.next(t); order.Signal != 15 {
		t.Errorf("%+v", order)
	}
	if e := pod.Status(t.Context(), 0).Events[0]; e.Message != `Liveness probe failed: command timed out: "ask me" timed out after 7s` {
		t.Errorf("%+v", e)
	}
	pod.Exited("app", contract.Run{Code: 0})
}
