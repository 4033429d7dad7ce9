package serve_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"fnk.dev/agent/internal/channel"
	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/figures"
	"fnk.dev/agent/internal/nodetest"
	"fnk.dev/agent/internal/serve"
	"fnk.dev/agent/internal/volumes"
)

// task is an agent with its supervisors as processes of their own.
type task struct {
	t       *testing.T
	address string
	socket  string
	volumes string
	served  chan error
}

func newTask(t *testing.T, names ...string) *task {
	t.Helper()
	return newTaskOf(t, "", names...)
}

// newTaskOf has a metadata endpoint.
func newTaskOf(t *testing.T, engine string, names ...string) *task {
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
	base := filepath.Join(directory, "volumes")
	agent := &serve.Agent{
		Pod:     serve.NewPod(names, volumes.NewKeeper(base)),
		Gate:    &channel.Gate{Node: nodetest.Role, Identify: nodetest.Identify, Prove: nodetest.Prove},
		Socket:  filepath.Join(directory, "control"),
		Figures: figures.New(engine, "/proc"),
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- agent.Serve(ctx, listener) }()
	t.Cleanup(cancel)
	return &task{t: t, address: listener.Addr().String(), socket: agent.Socket, volumes: base, served: served}
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

var marks = regexp.MustCompile(`\nfnk: end of run \d+ \(\w+\)\n|fnk: start of run \d+\n`)

// said is what the container wrote, after its end.
func (s supervisor) said() string { return marks.ReplaceAllString(s.output.String(), "") }

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

func shell(name, script string) contract.ContainerSpecification {
	return contract.ContainerSpecification{
		Name: name, Kind: contract.Main, Restart: contract.Never, Command: []string{"sh", "-c", script},
		Env: []contract.EnvVariable{{Name: "PATH", Value: "/usr/bin:/bin"}},
		UID: new(uint32(os.Getuid())), GID: new(uint32(os.Getgid())), StrictGroups: true,
	}
}

func run(t *testing.T, node *nodetest.Node, containers ...contract.ContainerSpecification) {
	t.Helper()
	call(t, node, http.MethodPost, contract.RunPath, contract.PodSpecification{Containers: containers, TerminationGracePeriodSeconds: 30})
}

// call wants it to be taken.
func call(t *testing.T, node *nodetest.Node, method, path string, body any) {
	t.Helper()
	if status, answer := node.Do(method, path, node.JSON(body)); status != http.StatusNoContent {
		t.Fatalf("%s: %d %s", path, status, answer)
	}
}

// await watches, by long calls, until the state holds.
func await(t *testing.T, node *nodetest.Node, holds func([]contract.ContainerReport) bool) []contract.ContainerReport {
	t.Helper()
	var status contract.AgentStatus
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

func running(containers []contract.ContainerReport) bool {
	return containers[0].State == contract.Running
}

func terminated(containers []contract.ContainerReport) bool {
	return containers[0].State == contract.Terminated
}
