package supervise

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/control"
)

// first is a supervisor that is PID 1 of a namespace of its own, as in a container.
type first struct {
	t       *testing.T
	command *exec.Cmd
	agent   *control.Supervisor
	output  *bytes.Buffer
}

func newFirst(t *testing.T) *first {
	t.Helper()
	output := new(bytes.Buffer)
	f := newFirstWritingTo(t, output)
	f.output = output
	return f
}

func newFirstWritingTo(t *testing.T, engine io.Writer) *first {
	t.Helper()
	return newFirstWith(t, engine, engine)
}

func newFirstWith(t *testing.T, stdout, stderr io.Writer) *first {
	t.Helper()
	folder, err := os.MkdirTemp("", "first") // t.TempDir is too long for a socket's name
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	socket := filepath.Join(folder, "control")
	connected := make(chan *control.Supervisor, 1)
	go func() {
		_ = control.Gather(socket, []string{"app"}, func(_ string, supervisor *control.Supervisor) { connected <- supervisor })
	}()
	f := &first{t: t, command: exec.Command(os.Args[0], "supervise", "app", socket)}
	f.command.Stdout, f.command.Stderr = stdout, stderr
	f.command.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWPID}
	if err := f.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.command.Process.Kill(); _ = f.command.Wait() })
	select {
	case f.agent = <-connected:
	case <-time.After(20 * time.Second):
		t.Fatal("it does not connect")
	}
	return f
}

func (f *first) order(order control.Order) {
	f.t.Helper()
	if err := f.agent.Send(order); err != nil {
		f.t.Fatal(err)
	}
}

func (f *first) report() control.Report {
	f.t.Helper()
	timer := time.AfterFunc(20*time.Second, func() { _ = f.command.Process.Kill() })
	defer timer.Stop()
	report, err := f.agent.Receive()
	if err != nil {
		f.t.Fatalf("%v: %s", err, f.output)
	}
	return report
}

// run starts a script and returns how it ended.
func (f *first) run(script string) contract.Run {
	f.t.Helper()
	return f.runs(app(script))
}

func (f *first) runs(container *contract.ContainerSpecification) contract.Run {
	f.t.Helper()
	f.order(control.Order{Start: container})
	if report := f.report(); report.Started == nil {
		f.t.Fatalf("%+v %+v", report, report.Exited)
	}
	report := f.report()
	if report.Exited == nil {
		f.t.Fatalf("%+v", report)
	}
	return *report.Exited
}

func (f *first) code() int {
	f.order(control.Order{End: true})
	timer := time.AfterFunc(20*time.Second, func() { _ = f.command.Process.Kill() })
	defer timer.Stop()
	_ = f.command.Wait()
	return f.command.ProcessState.ExitCode()
}

func app(script string) *contract.ContainerSpecification {
	return &contract.ContainerSpecification{
		Name: "app", Kind: contract.Main, Restart: contract.Always, Command: []string{"/bin/sh", "-c", script},
		Env: []contract.EnvVariable{{Name: "PATH", Value: "/usr/bin:/bin"}},
	}
}

func TestRunsAgainAndExitsAsTheLast(t *testing.T) {
	f := newFirst(t)
	for _, code := range []int{3, 0, 7} {
		if run := f.run("exit " + strconv.Itoa(code)); run.Code != code || run.StartedAt == nil || run.FinishedAt.Before(*run.StartedAt) {
			t.Errorf("%+v", run)
		}
	}
	if code := f.code(); code != 7 {
		t.Errorf("it exits with %d", code)
	}
}

// A daemon of the run before would still hold its port, or its lock.
func TestNothingOfARunIsLeftForTheNext(t *testing.T) {
	f := newFirst(t)
	folder := t.TempDir()
	beat := filepath.Join(folder, "beat")
	f.run("(setsid sh -c 'trap \"\" TERM HUP; while :; do date +%N >" + beat + "; sleep 0.01; done') & while ! test -s " + beat + "; do sleep 0.01; done")
	if run := f.run("first=$(cat " + beat + "); sleep 0.3; test \"$first\" = \"$(cat " + beat + ")\""); run.Code != 0 {
		t.Errorf("it still beats: %+v", run)
	}
	f.code()
}

// Killed is not gone: an end is told when the last of the run is, since the next may start then.
func TestARunIsOverWhenAllOfItIsGone(t *testing.T) {
	f := newFirst(t)
	for range 5 {
		f.run("for i in $(seq 100); do sleep 100 & done")
		if left := f.children(); len(left) > 0 {
			t.Fatalf("still there: %v", left)
		}
	}
	f.code()
}

// children are those of PID 1, dead ones that nobody has awaited too.
func (f *first) children() (pids []string) {
	f.t.Helper()
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", f.command.Process.Pid))
	if err != nil || len(tasks) == 0 {
		f.t.Fatalf("no children to read: %v", err)
	}
	for _, task := range tasks {
		content, err := os.ReadFile(task)
		if err != nil {
			f.t.Fatal(err)
		}
		pids = append(pids, strings.Fields(string(content))...)
	}
	return pids
}

func TestASecondStartIsNotASecondProcess(t *testing.T) {
	f := newFirst(t)
	f.order(control.Order{Start: app("exec sleep 60")})
	f.report()
	f.order(control.Order{Start: app("echo twice; exit 1")})
	if report := f.report(); report.Note != "told to start what runs" {
		t.Errorf("%+v", report)
	}
	f.order(control.Order{Signal: 9})
	if run := f.report().Exited; run == nil || run.Signal != 9 || run.Code != 137 {
		t.Errorf("%+v", run)
	}
	if code := f.code(); code != 137 || strings.Contains(f.output.String(), "twice") {
		t.Errorf("exit %d: %s", code, f.output)
	}
}
