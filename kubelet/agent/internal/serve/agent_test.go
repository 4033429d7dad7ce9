package serve_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"fnk.dev/agent/internal/channel"
	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/nodetest"
	"fnk.dev/agent/internal/serve"
)

// task is an agent with its supervisors as processes of their own.
type task struct {
	t       *testing.T
	address string
	socket  string
	served  chan error
}

func newTask(t *testing.T, names ...string) *task {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	directory, err := os.MkdirTemp("", "agent") // t.TempDir is too long for a socket's name
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(directory) })
	agent := &serve.Agent{
		Pod:    serve.NewPod(names),
		Gate:   &channel.Gate{Node: nodetest.Role, Identify: nodetest.Identify, Prove: nodetest.Prove},
		Socket: filepath.Join(directory, "control"),
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- agent.Serve(ctx, listener) }()
	t.Cleanup(cancel)
	return &task{t: t, address: listener.Addr().String(), socket: agent.Socket, served: served}
}

type supervisor struct {
	*exec.Cmd
	output *bytes.Buffer
}

func (k *task) supervise(name string) supervisor {
	k.t.Helper()
	output := new(bytes.Buffer)
	command := exec.Command(os.Args[0], "supervise", name, k.socket)
	command.Stdout, command.Stderr = output, output
	if err := command.Start(); err != nil {
		k.t.Fatal(err)
	}
	k.t.Cleanup(func() { _ = command.Process.Kill(); _ = command.Wait() })
	return supervisor{command, output}
}

func (s supervisor) code(t *testing.T) int {
	t.Helper()
	timer := time.AfterFunc(20*time.Second, func() { _ = s.Process.Kill() })
	defer timer.Stop()
	_ = s.Wait()
	return s.ProcessState.ExitCode()
}

func (k *task) ended() {
	k.t.Helper()
	select {
	case err := <-k.served:
		if err != nil {
			k.t.Error(err)
		}
	case <-time.After(20 * time.Second):
		k.t.Error("the agent did not end")
	}
}

func shell(name, script string) contract.Container {
	return contract.Container{
		Name: name, Command: []string{"sh", "-c", script},
		Env: []contract.Env{{Name: "PATH", Value: "/usr/bin:/bin"}}, UID: uint32(os.Getuid()), GID: uint32(os.Getgid()),
	}
}

func run(t *testing.T, node *nodetest.Node, containers ...contract.Container) {
	t.Helper()
	if status, body := node.Do(http.MethodPost, contract.RunPath, node.JSON(contract.Spec{Containers: containers})); status != http.StatusNoContent {
		t.Fatalf("run: %d %s", status, body)
	}
}

// await watches, by long calls, until the state holds.
func await(t *testing.T, node *nodetest.Node, holds func([]contract.ContainerStatus) bool) []contract.ContainerStatus {
	t.Helper()
	var status contract.Status
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		code, body := node.Do(http.MethodGet, fmt.Sprintf("%s?version=%d&waitSeconds=5", contract.StatusPath, status.Version), "")
		if code != http.StatusOK {
			t.Fatalf("status: %d %s", code, body)
		}
		if err := json.Unmarshal([]byte(body), &status); err != nil {
			t.Fatal(err)
		}
		if holds(status.Containers) {
			return status.Containers
		}
	}
	t.Fatalf("it never came: %+v", status)
	return nil
}

func running(containers []contract.ContainerStatus) bool {
	return containers[0].State == contract.Running
}

func terminated(containers []contract.ContainerStatus) bool {
	return containers[0].State == contract.Terminated
}

func TestOneContainerRunsAndItsExitCodeComesBack(t *testing.T) {
	task := newTask(t, "app")
	app := task.supervise("app")
	node := nodetest.Proved(t, task.address)
	run(t, node, shell("app", "echo from inside; exit 7"))
	container := await(t, node, terminated)[0]
	if container.Exit.Code != 7 || container.Exit.Signal != 0 || container.StartedAt == nil || container.FinishedAt == nil {
		t.Errorf("%+v %+v", container, container.Exit)
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
	container.Env = []contract.Env{{Name: "B", Value: "1"}, {Name: "A", Value: "x=y z"}, {Name: "B", Value: "2"}, {Name: "PATH", Value: "/bin:/usr/bin"}}
	run(t, node, container)
	await(t, node, terminated)
	app.code(t)
	// The shell adds PWD (and OLDPWD, SHLVL, _ in some). Pipes of the start are closed.
	output := app.output.String()
	if !strings.HasPrefix(output, "A=x=y z\nB=2\n") || strings.Contains(output, "HOME=") || !strings.HasSuffix(output, "\n/proc\n") {
		t.Errorf("inside: %s", output)
	}
}

func TestStop(t *testing.T) {
	for name, test := range map[string]struct {
		script string
		grace  int
		want   contract.Exit
	}{
		"TERM is enough":       {"echo up; while :; do sleep 0.05; done", 60, contract.Exit{Code: 143, Signal: 15}},
		"TERM is handled":      {"trap 'exit 3' TERM; echo up; while :; do sleep 0.05; done", 60, contract.Exit{Code: 3}},
		"KILL after the grace": {"trap '' TERM; echo up; while :; do sleep 0.05; done", 1, contract.Exit{Code: 137, Signal: 9}},
		"at once":              {"trap '' TERM; echo up; while :; do sleep 0.05; done", 0, contract.Exit{Code: 137, Signal: 9}},
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
			if container := await(t, node, terminated)[0]; *container.Exit != test.want {
				t.Errorf("%+v", container.Exit)
			}
			if code := app.code(t); code != test.want.Code {
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
	for name, change := range map[string]func(*contract.Container){
		"not found":          func(c *contract.Container) { c.Command = []string{"nothere"} },
		"no such file":       func(c *contract.Container) { c.Command = []string{"/nothere"} },
		"a folder":           func(c *contract.Container) { c.Command = []string{"/proc"} },
		"not executable":     func(c *contract.Container) { c.Command = []string{"/proc/self/status"} },
		"no working dir":     func(c *contract.Container) { c.WorkingDir = "/nothere" },
		"unknown capability": func(c *contract.Container) { c.Capabilities = &[]string{"CAP_ALL"} },
	} {
		t.Run(name, func(t *testing.T) {
			task := newTask(t, "app")
			app := task.supervise("app")
			node := nodetest.Proved(t, task.address)
			container := shell("app", "exit 0")
			change(&container)
			run(t, node, container)
			status := await(t, node, terminated)[0]
			if status.Exit.Code != 128 || status.Exit.Error == "" || status.StartedAt != nil {
				t.Errorf("%+v %+v", status, status.Exit)
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
	await(t, node, func(c []contract.ContainerStatus) bool {
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
	if container := await(t, node, terminated)[0]; container.Exit.Code != 137 || container.Exit.Error == "" {
		t.Errorf("%+v", container.Exit)
	}
	// Outside of a PID namespace nothing ends the container's process with its supervisor.
	var number int
	for deadline := time.Now().Add(10 * time.Second); number == 0 && time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		text, err := os.ReadFile(pid)
		if err == nil {
			_, _ = fmt.Sscan(string(text), &number)
		} else if !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	if number > 1 {
		_ = syscall.Kill(number, syscall.SIGKILL)
	}
}
