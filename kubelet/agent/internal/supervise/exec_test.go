package supervise

import (
	"os"
	"path/filepath"
	"testing"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/control"
)

func (f *first) exec(id uint64, command ...string) {
	f.t.Helper()
	f.order(control.Order{Exec: &control.Exec{ID: id, Command: command}})
}

func (f *first) executed(id uint64, code int) {
	f.t.Helper()
	if report := f.report().Executed; report == nil || report.ID != id || report.Code != code {
		f.t.Errorf("%+v, not %d of %d", report, code, id)
	}
}

func TestACommandRunsAsItsContainerDoes(t *testing.T) {
	f := newFirst(t)
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Dir(folder), 0o755); err != nil {
		t.Fatal(err)
	}
	container := app("exec sleep 60")
	container.UID, container.GID, container.WorkingDir = new(uint32(10001)), new(uint32(10002)), "/proc"
	container.Env = append(container.Env, contract.EnvVariable{Name: "WORD", Value: "hush"})
	f.order(control.Order{Start: container})
	if f.report().Started == nil {
		t.Fatal("it does not start")
	}
	f.exec(1, "sh", "-c", "echo $(id -u) $(id -g) $WORD $(pwd) >"+folder+"/said; exit 7")
	f.executed(1, 7)
	if said, err := os.ReadFile(folder + "/said"); err != nil || string(said) != "10001 10002 hush /proc\n" {
		t.Errorf("%s %v", said, err)
	}
	f.exec(2, "sh", "-c", "echo unheard; kill -15 $$")
	f.executed(2, 143)
	f.exec(3, "nothere")
	f.executed(3, contract.NotStarted)
	f.order(control.Order{Signal: 9})
	if run := f.report().Exited; run == nil || run.Code != 137 {
		t.Errorf("%+v", run)
	}
	f.exec(4, "true")
	f.executed(4, contract.NotStarted)
	f.code()
	if logged(t, f.output.String())[0] != "" {
		t.Errorf("in the log: %s", f.output)
	}
}

func TestACommandDoesNotOutliveItsRun(t *testing.T) {
	f := newFirst(t)
	f.order(control.Order{Start: app("exec sleep 60")})
	f.report()
	f.exec(1, "sleep", "60")
	f.order(control.Order{Signal: 15})
	reports := []control.Report{f.report(), f.report()}
	if reports[0].Executed == nil {
		reports[0], reports[1] = reports[1], reports[0]
	}
	if done := reports[0].Executed; done == nil || done.Code != 137 {
		t.Errorf("%+v", done)
	}
	if run := reports[1].Exited; run == nil || run.Code != 143 {
		t.Errorf("%+v", run)
	}
	if left := f.children(); len(left) > 0 {
		t.Errorf("still there: %v", left)
	}
	f.code()
}
