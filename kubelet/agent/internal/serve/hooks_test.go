package serve_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/control"
	"fnk.dev/agent/internal/nodetest"
)

func TestHooksRunInTheContainerAfterItsStartAndBeforeItsSignal(t *testing.T) {
	task := newTask(t, "app")
	app := task.supervise("app")
	node := nodetest.Proved(t, task.address)
	log, release := t.TempDir()+"/log", t.TempDir()+"/release"
	container := shell("app", "trap 'echo TERM >>"+log+"; exit 3' TERM; while :; do sleep 0.02; done")
	container.PostStart = &contract.Hook{Exec: []string{"sh", "-c", "while ! test -e " + release + "; do sleep 0.02; done; echo postStart >>" + log}}
	container.PreStop = &contract.Hook{Exec: []string{"sh", "-c", "sleep 0.2; echo preStop >>" + log}}
	run(t, node, container)
	if status, body := node.Do(http.MethodGet, contract.StatusPath+"?version=1&waitSeconds=1", ""); status != http.StatusOK {
		t.Fatal(status, body)
	}
	if state := await(t, node, func([]contract.ContainerReport) bool { return true })[0]; state.State != contract.Waiting {
		t.Errorf("%+v", state)
	}
	if err := os.WriteFile(release, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	await(t, node, running)
	call(t, node, http.MethodPost, contract.StopPath, contract.Stop{GraceSeconds: 60})
	if state := await(t, node, terminated)[0]; state.Run.Code != 3 {
		t.Errorf("%+v", state.Run)
	}
	if text, err := os.ReadFile(log); err != nil || string(text) != "postStart\npreStop\nTERM\n" {
		t.Errorf("%s %v", text, err)
	}
	app.code(t)
	task.ended()
}

func TestAHooksRequestIsMadeByTheAgent(t *testing.T) {
	asked := make(chan string, 2)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked <- r.URL.Path }))
	defer server.Close()
	_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
	number, _ := strconv.Atoi(port)
	app := shell("app", "")
	app.PostStart = &contract.Hook{HTTPGet: &contract.HTTPGet{Host: "127.0.0.1", Port: number, Path: "/started"}}
	pod, _ := up(t, "", contract.PodSpecification{Containers: []contract.ContainerSpecification{app}})
	if path := <-asked; path != "/started" {
		t.Error(path)
	}
	for known := uint64(0); ; {
		status := pod.Status(t.Context(), known)
		if status.Containers[0].State == contract.Running {
			break
		}
		known = status.Version
	}
}

func TestARequestThatFailsIsTold(t *testing.T) {
	app := shell("app", "")
	app.PostStart = &contract.Hook{HTTPGet: &contract.HTTPGet{Host: "127.0.0.1", Port: 1, Path: "/"}}
	pod, supervisor := up(t, "", contract.PodSpecification{Containers: []contract.ContainerSpecification{app}, TerminationGracePeriodSeconds: 30})
	if order := supervisor.next(t); order.Signal != 15 {
		t.Errorf("%+v", order)
	}
	events := pod.Status(t.Context(), 0).Events
	if len(events) != 2 || events[0].Reason != contract.FailedPostStartHook || !events[0].Warning || events[1].Reason != contract.Killing {
		t.Errorf("%+v", events)
	}
}

func TestSleepPassesTimeAndEndsWithTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		app := shell("app", "")
		app.PreStop = &contract.Hook{SleepSeconds: new(int64(10))}
		pod, supervisor := up(t, "", contract.PodSpecification{Containers: []contract.ContainerSpecification{app}})
		before := time.Now()
		pod.Stop(time.Minute)
		if order := supervisor.next(t); order.Signal != 15 || time.Since(before) != 10*time.Second {
			t.Errorf("after %s: %+v", time.Since(before), order)
		}
		pod.Exited("app", contract.Run{Code: 143})
	})
	synctest.Test(t, func(t *testing.T) {
		app := shell("app", "")
		app.PreStop = &contract.Hook{SleepSeconds: new(int64(1000))}
		pod, _ := up(t, "", contract.PodSpecification{Containers: []contract.ContainerSpecification{app}})
		pod.Stop(time.Hour)
		pod.Exited("app", contract.Run{Code: 0}) // by itself: the test ends when no goroutine is left
	})
}

// What another command says is not this hook's end.
func TestACommandsEndIsThatOfItsHook(t *testing.T) {
	app := shell("app", "")
	app.PreStop = &contract.Hook{Exec: []string{"bye"}}
	pod, supervisor := up(t, "", contract.PodSpecification{Containers: []contract.ContainerSpecification{app}})
	pod.Stop(time.Hour)
	order := supervisor.next(t)
	if order.Exec == nil || order.Exec.Command[0] != "bye" {
		t.Fatalf("%+v", order)
	}
	pod.Executed(control.Executed{ID: order.Exec.ID + 1})
	if events := pod.Status(t.Context(), 0).Events; len(events) > 0 {
		t.Errorf("%+v", events)
	}
	pod.Executed(control.Executed{ID: order.Exec.ID, Code: 1})
	if order := supervisor.next(t); order.Signal != 15 {
		t.Errorf("%+v", order)
	}
	if events := pod.Status(t.Context(), 0).Events; len(events) != 1 || events[0].Reason != contract.FailedPreStopHook {
		t.Errorf("%+v", events)
	}
}
