package serve_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/nodetest"
)

// cuts are how much of a call a node has sent when it is killed.
var cuts = map[string]func(string) string{
	"half of it":      func(body string) string { return body[:len(body)/2] },
	"all but its end": func(body string) string { return body },
}

func TestASpecificationThatIsCutIsNotRun(t *testing.T) {
	for name, cut := range cuts {
		t.Run(name, func(t *testing.T) {
			task := newTask(t, "app")
			app := task.supervise("app")
			killed := nodetest.Proved(t, task.address)
			killed.CutIn(http.MethodPost, contract.RunPath, cut(killed.JSON(contract.PodSpecification{
				Containers: []contract.ContainerSpecification{shell("app", "exit 1")}, TerminationGracePeriodSeconds: 30,
			})))

			node := nodetest.Proved(t, task.address)
			run(t, node, shell("app", "exit 7")) // a conflict, if it had been told anything
			if container := await(t, node, terminated)[0]; container.Run.Code != 7 {
				t.Errorf("%+v", container.Run)
			}
			if code := app.code(t); code != 7 {
				t.Errorf("exit %d", code)
			}
			task.ended()
		})
	}
}

func TestAnUpdateOrAStopThatIsCutIsNone(t *testing.T) {
	for name, cut := range cuts {
		t.Run(name, func(t *testing.T) {
			task := newTask(t, "app")
			task.supervise("app")
			node := nodetest.Proved(t, task.address)
			file := filepath.Join(task.volumes, "config", "key")
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			config := func(text string) []contract.Volume {
				return []contract.Volume{{Name: "config", Files: []contract.File{{Path: "key", Data: []byte(text), Mode: 0o644}}}}
			}
			call(t, node, http.MethodPost, contract.RunPath, contract.PodSpecification{
				Containers: []contract.ContainerSpecification{shell("app", "exec sleep 60")}, Volumes: config("one\n"),
			})
			await(t, node, running)

			node.CutIn(http.MethodPut, contract.VolumesPath, cut(node.JSON(contract.VolumesUpdate{Volumes: config("two\n")})))
			node = nodetest.Proved(t, task.address)
			if text := content(t, file); text != "one" {
				t.Errorf("the file holds %q", text)
			}
			node.CutIn(http.MethodPost, contract.StopPath, cut(node.JSON(contract.Stop{GraceSeconds: 0})))
			node = nodetest.Proved(t, task.address)
			call(t, node, http.MethodPut, contract.VolumesPath, contract.VolumesUpdate{Volumes: config("three\n")})
			if text := content(t, file); text != "three" {
				t.Errorf("the file holds %q", text)
			}
			if status, body := node.Do(http.MethodGet, contract.StatusPath, ""); !strings.Contains(body, `"state":"running"`) {
				t.Errorf("%d %s", status, body)
			}
			call(t, node, http.MethodPost, contract.StopPath, contract.Stop{})
			await(t, node, terminated)
			task.ended()
		})
	}
}

// A pod does not notice that its node is another; what it was told by the first holds.
func TestAnotherNodeGoesOnWhereOneWasKilled(t *testing.T) {
	task := newTask(t, "app")
	app := task.supervise("app")
	killed := nodetest.Proved(t, task.address)
	trapped := filepath.Join(t.TempDir(), "trapped")
	run(t, killed, shell("app", "trap 'sleep 0.5; exit 3' TERM; echo yes >"+trapped+"; while :; do sleep 0.02; done"))
	before := await(t, killed, running)[0]
	content(t, trapped)
	waiting := make(chan int, 1)
	go func() {
		status, _ := killed.Do(http.MethodGet, contract.StatusPath+"?version=99&waitSeconds=60", "")
		waiting <- status
	}()
	killed.Cut()
	if status := <-waiting; status == http.StatusOK {
		t.Error("who is killed is answered")
	}

	node := nodetest.Proved(t, task.address)
	if after := await(t, node, running)[0]; after.Restarts != 0 || !after.StartedAt.Equal(*before.StartedAt) {
		t.Errorf("%+v then %+v", before, after)
	}
	// Killed when its stop is taken, and before it hears so.
	call(t, node, http.MethodPost, contract.StopPath, contract.Stop{GraceSeconds: 60})
	node.Cut()
	if container := await(t, nodetest.Proved(t, task.address), terminated)[0]; container.Run.Code != 3 {
		t.Errorf("%+v", container.Run)
	}
	if code := app.code(t); code != 3 {
		t.Errorf("exit %d", code)
	}
}

func TestACommandEndsWithTheNodeThatAskedForIt(t *testing.T) {
	task := newTask(t, "app")
	task.supervise("app")
	killed := nodetest.Proved(t, task.address)
	run(t, killed, shell("app", "exec sleep 60"))
	await(t, killed, running)
	pid := filepath.Join(t.TempDir(), "pid")
	begin(t, killed, shellCommand("echo $$ >"+pid+"; exec sleep 60"))
	var process int
	if _, err := fmt.Sscan(content(t, pid), &process); err != nil {
		t.Fatal(err)
	}

	killed.Cut()

	for deadline := time.Now().Add(10 * time.Second); syscall.Kill(process, 0) == nil; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it still runs")
		}
	}
	node := nodetest.Proved(t, task.address)
	if status, body := node.Do(http.MethodGet, contract.StatusPath, ""); !strings.Contains(body, `"state":"running"`) {
		t.Errorf("the container: %d %s", status, body)
	}
	call(t, node, http.MethodPost, contract.StopPath, contract.Stop{})
	task.ended()
}
