package control

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
)

const otherUser = "FNK_TEST_DIAL"

// As another user, the test's binary only tries to reach the socket and to be heard there.
func TestMain(m *testing.M) {
	if path := os.Getenv(otherUser); path != "" {
		conn, err := net.Dial("unix", path)
		if err != nil {
			if errors.Is(err, fs.ErrPermission) {
				os.Exit(13)
			}
			os.Exit(1)
		}
		_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
		_, _ = conn.Write([]byte(`{"hello":"a"}`))
		if _, err := conn.Read(make([]byte, 1)); err != nil {
			os.Exit(14)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func gather(t *testing.T, names ...string) (path string, connected chan string, ended chan error) {
	t.Helper()
	directory, err := os.MkdirTemp("", "control") // t.TempDir is too long for a socket's name
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(directory) })
	path = filepath.Join(directory, "control")
	connected, ended = make(chan string, 8), make(chan error, 1)
	go func() {
		ended <- Gather(path, names, func(name string, supervisor *Supervisor) {
			connected <- name
			_ = supervisor.Send(Order{Start: &contract.ContainerSpecification{Name: name}})
		})
	}()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if _, err := os.Stat(path); err == nil {
			return path, connected, ended
		}
		if time.Now().After(deadline) {
			t.Fatal("no socket")
		}
	}
}

// hello returns what the agent answers to a name.
func hello(t *testing.T, path, message string) (Order, error) {
	t.Helper()
	conn, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := conn.Write([]byte(message)); err != nil {
		t.Fatal(err)
	}
	return NewConn[Report, Order](conn.(*net.UnixConn)).Receive()
}

func TestGathersEachOnceAndRemovesTheSocket(t *testing.T) {
	path, connected, ended := gather(t, "a", "b")
	if order, err := hello(t, path, `{"hello":"a"}`); err != nil || order.Start == nil || order.Start.Name != "a" {
		t.Fatalf("a: %+v %v", order, err)
	}
	for _, refused := range []string{`{"hello":"a"}`, `{"hello":"other"}`, `{"started":"2026-01-01T00:00:00Z"}`, `{`, `not JSON`} {
		if _, err := hello(t, path, refused+"\n"); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%s is taken: %v", refused, err)
		}
	}
	if _, err := hello(t, path, `{"hello":"b"}`); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("still listening")
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the socket is still there: %v", err)
	}
	if names := <-connected + <-connected; names != "ab" {
		t.Errorf("connected: %s", names)
	}
}

func TestTheSocketIsItsOwnUsersAlone(t *testing.T) {
	path, _, _ := gather(t, "a")
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v %v", info.Mode(), err)
	}
	if os.Geteuid() != 0 {
		return // the mode says it; only root can try as another
	}
	// Nothing but the socket's mode may stand in the way.
	if err := os.Chmod(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(filepath.Dir(path), "dial")
	if err := os.Link(os.Args[0], program); err != nil {
		content, err := os.ReadFile(os.Args[0])
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(program, content, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	as10001 := func() int {
		command := exec.Command(program)
		command.Env = []string{otherUser + "=" + path}
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 10001, Gid: 10001}}
		_ = command.Run()
		return command.ProcessState.ExitCode()
	}
	if code := as10001(); code != 13 {
		t.Errorf("another user: exit %d", code)
	}
	// Who gets there all the same is not heard.
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	if code := as10001(); code != 14 {
		t.Errorf("another user, connected: exit %d", code)
	}
}

func TestNeedsAPlaceToListen(t *testing.T) {
	err := Gather("/nothere/control", []string{"a"}, nil)
	if err == nil || !strings.Contains(err.Error(), "/nothere/control") {
		t.Errorf("%v", err)
	}
}
