package supervise

import (
	"os"
	"syscall"
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/control"
)

// trapping says that it got TERM, and when it was ready for it.
func trapping(t *testing.T, preStop bool) (f *first, log string) {
	t.Helper()
	f = newFirst(t)
	log = t.TempDir() + "/log"
	container := app("trap 'echo TERM >>" + log + "; exit 3' TERM; echo up >>" + log + "; while :; do sleep 0.02; done")
	if preStop {
		container.PreStop = &contract.Hook{SleepSeconds: new(int64)}
	}
	f.order(control.Order{Start: container})
	if f.report().Started == nil {
		t.Fatal("it does not start")
	}
	for deadline := time.Now().Add(20 * time.Second); read(log) != "up\n"; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it does not come up")
		}
	}
	return f, log
}

func read(file string) string {
	content, _ := os.ReadFile(file)
	return string(content)
}

func (f *first) stoppedByEngine() {
	f.t.Helper()
	if err := f.command.Process.Signal(syscall.SIGTERM); err != nil {
		f.t.Fatal(err)
	}
	if report := f.report(); !report.Stopped {
		f.t.Fatalf("%+v", report)
	}
}

func TestTheEnginesSignalWaitsForPreStop(t *testing.T) {
	f, log := trapping(t, true)
	f.stoppedByEngine()
	// The command that comes next is answered by the very container.
	f.exec(1, "sh", "-c", "echo preStop >>"+log)
	f.executed(1, 0)
	f.order(control.Order{Signal: 15})
	if run := f.report().Exited; run == nil || run.Code != 3 {
		t.Errorf("%+v", run)
	}
	if got := read(log); got != "up\npreStop\nTERM\n" {
		t.Error(got)
	}
	f.code()
}

func TestWithoutPreStopTheEnginesSignalIsPassedOnAtOnce(t *testing.T) {
	f, _ := trapping(t, false)
	f.stoppedByEngine()
	if run := f.report().Exited; run == nil || run.Code != 3 {
		t.Errorf("%+v", run)
	}
	f.code()
}

// Nobody is there then who would do what comes before.
func TestASignalThatWaitsIsPassedOnWhenTheAgentGoes(t *testing.T) {
	f, log := trapping(t, true)
	f.stoppedByEngine()
	if err := f.agent.Close(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(20*time.Second, func() { _ = f.command.Process.Kill() })
	defer timer.Stop()
	_ = f.command.Wait()
	if code := f.command.ProcessState.ExitCode(); code != 3 || read(log) != "up\nTERM\n" {
		t.Errorf("exit %d: %s", code, read(log))
	}
}

func TestTheEnginesSignalWithoutAnAgentIsPassedOnAtOnce(t *testing.T) {
	f, log := trapping(t, true)
	if err := f.agent.Close(); err != nil {
		t.Fatal(err)
	}
	// The end of the connection may be heard after the signal: the container ends either way.
	if err := f.command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(20*time.Second, func() { _ = f.command.Process.Kill() })
	defer timer.Stop()
	_ = f.command.Wait()
	if code := f.command.ProcessState.ExitCode(); code != 3 || read(log) != "up\nTERM\n" {
		t.Errorf("exit %d: %s", code, read(log))
	}
}
