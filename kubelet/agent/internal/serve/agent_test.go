package serve_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/nodetest"
)

func TestOneContainerRunsAndItsExitCodeComesBack(t *testing.T) {
	task := newTask(t, "app")
	app := task.supervise("app")
	node := nodetest.Proved(t, task.address)
	run(t, node, shell("app", "echo from inside; exit 7"))
	container := await(t, node, terminated)[0]
	if container.Run.Code != 7 || container.Run.Signal != 0 || container.Run.Reason != contract.Error || container.StartedAt == nil ||
		!container.Run.FinishedAt.After(*container.Run.StartedAt) {
		t.Errorf("%+v %+v", container, container.Run)
	}
	if code := app.code(t); code != 7 || !strings.Contains(app.output.String(), "from inside") {
		t.Errorf("the supervisor exits with %d: %s", code, app.output)
	}
	task.ended()
}

func TestTheAppHasItsEnvironmentOnly(t *testing.T) {
	task := newTask(t, "app")
	app := task.supervise("app")
	node := nodetest.Proved(t, task.address)
	container := shell("app", "env | sort; pwd; for d in 3 4; do test ! -e /proc/$$/fd/$d || echo left open: $d; done")
	container.Command[0] = "/bin/sh"
	container.WorkingDir = "/proc"
	container.Env = []contract.EnvVariable{{Name: "B", Value: "1"}, {Name: "A", Value: "x=y z"}, {Name: "B", Value: "2"}, {Name: "PATH", Value: "/bin:/usr/bin"}}
	run(t, node, container)
	await(t, node, terminated)
	app.code(t)
	// The shell adds PWD (and OLDPWD, SHLVL, _ in some). Pipes of the start are closed.
	output := app.said()
	if !strings.HasPrefix(output, "A=x=y z\nB=2\nHOME=/root\n") || strings.Contains(output, "FNK") || !strings.HasSuffix(output, "\n/proc\n") {
		t.Errorf("inside: %s", output)
	}
}

type end struct{ code, signal int }

func TestStop(t *testing.T) {
	for name, test := range map[string]struct {
		script string
		grace  int
		want   end
	}{
		"TERM is enough":       {"echo up; while :; do sleep 0.05; done", 60, end{143, 15}},
		"TERM is handled":      {"trap 'exit 3' TERM; echo up; while :; do sleep 0.05; done", 60, end{3, 0}},
		"KILL after the grace": {"trap '' TERM; echo up; while :; do sleep 0.05; done", 1, end{137, 9}},
		"at once":              {"trap '' TERM; echo up; while :; do sleep 0.05; done", 0, end{137, 9}},
	} {
		t.Run(name, func(t *testing.T) {
			task := newTask(t, "app")
			up := filepath.Join(filepath.Dir(task.socket), "up")
			app := task.supervise("app")
			node := nodetest.Proved(t, task.address)
			run(t, node, shell("app", strings.Replace(test.script, "echo up", "touch "+up, 1)))
			await(t, node, running)
			for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
				if _, err := os.Stat(up); err == nil {
					break
				}
				if time.Now().After(deadline) {
					t.Fatal("the script did not come up")
				}
			}
			if status, body := node.Do(http.MethodPost, contract.StopPath, node.JSON(contract.Stop{GraceSeconds: test.grace})); status != http.StatusNoContent {
				t.Fatalf("stop: %d %s", status, body)
			}
			if container := await(t, node, terminated)[0]; (end{container.Run.Code, container.Run.Signal}) != test.want {
				t.Errorf("%+v", container.Run)
			}
			if code := app.code(t); code != test.want.code {
				t.Errorf("the supervisor exits with %d", code)
			}
			task.ended()
		})
	}
}

func TestStopBeforeItIsRun(t *testing.T) {
	task := newTask(t, "app")
	app := task.supervise("app")
	node := nodetest.Proved(t, task.address)
	if status, _ := node.Do(http.MethodPost, contract.StopPath, `{"graceSeconds":30}`); status != http.StatusNoContent {
		t.Fatalf("stop: %d", status)
	}
	task.ended()
	if code := app.code(t); code != 143 && code != 125 { // 125: it had not reached the agent
		t.Errorf("the supervisor exits with %d", code)
	}
}

func TestWhatCannotBeStarted(t *testing.T) {
	for name, change := range map[string]func(*contract.ContainerSpecification){
		"not found":          func(c *contract.ContainerSpecification) { c.Command = []string{"nothere"} },
		"no such file":       func(c *contract.ContainerSpecification) { c.Command = []string{"/nothere"} },
		"a folder":           func(c *contract.ContainerSpecification) { c.Command = []string{"/proc"} },
		"not executable":     func(c *contract.ContainerSpecification) { c.Command = []string{"/proc/self/status"} },
		"no working dir":     func(c *contract.ContainerSpecification) { c.WorkingDir = "/proc/nothere" },
		"unknown capability": func(c *contract.ContainerSpecification) { c.Capabilities = &[]string{"CAP_ALL"} },
	} {
		t.Run(name, func(t *testing.T) {
			task := newTask(t, "app")
			app := task.supervise("app")
			node := nodetest.Proved(t, task.address)
			container := shell("app", "exit 0")
			change(&container)
			run(t, node, container)
			status := await(t, node, terminated)[0]
			if status.Run.Code != 128 || status.Run.Reason != contract.StartError || status.Run.Message == "" || status.StartedAt != nil {
				t.Errorf("%+v %+v", status, status.Run)
			}
			if code := app.code(t); code != 128 {
				t.Errorf("the supervisor exits with %d", code)
			}
		})
	}
}

func TestNoContainerStartsBeforeAllSupervisorsAreThereAndTheSocketIsGone(t *testing.T) {
	task := newTask(t, "a", "b")
	first := task.supervise("a")
	node := nodetest.Proved(t, task.address)
	look := shell("a", "if test -e "+task.socket+"; then exit 1; fi; exit 42")
	run(t, node, look, shell("b", "exit 43"))
	if code, body := node.Do(http.MethodGet, contract.StatusPath+"?version=1&waitSeconds=1", ""); code != http.StatusOK || strings.Contains(body, "running") {
		t.Errorf("before b is there: %d %s", code, body)
	}
	second := task.supervise("b")
	await(t, node, func(c []contract.ContainerReport) bool {
		return c[0].State == contract.Terminated && c[1].State == contract.Terminated
	})
	if code := first.code(t); code != 42 {
		t.Errorf("a exits with %d", code)
	}
	if code := second.code(t); code != 43 {
		t.Errorf("b exits with %d", code)
	}
}

func TestALostSupervisorIsToldAsKilled(t *testing.T) {
	task := newTask(t, "app")
	app := task.supervise("app")
	node := nodetest.Proved(t, task.address)
	pid := filepath.Join(filepath.Dir(task.socket), "pid")
	run(t, node, shell("app", "echo $$ >"+pid+".new; mv "+pid+".new "+pid+"; exec sleep 60"))
	await(t, node, running)
	_ = app.Process.Kill()
	if container := await(t, node, terminated)[0]; container.Run.Code != 137 || container.Run.Message != "the supervisor is gone" {
		t.Errorf("%+v", container.Run)
	}
	// Outside of a PID namespace nothing ends the container's process with its supervisor.
	number, err := strconv.Atoi(content(t, pid))
	if err != nil {
		t.Fatal(err)
	}
	if number > 1 {
		_ = syscall.Kill(number, syscall.SIGKILL)
	}
}
