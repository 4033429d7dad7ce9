package supervise

import (
	"strings"
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/control"
)

func (f *first) ends(order control.Exec) control.Executed {
	f.t.Helper()
	f.order(control.Order{Exec: &order})
	report := f.report().Executed
	if report == nil || report.ID != order.ID {
		f.t.Fatalf("%+v", report)
	}
	return *report
}

func up(t *testing.T) *first {
	f := newFirst(t)
	f.order(control.Order{Start: app("exec sleep 60")})
	if f.report().Started == nil {
		t.Fatal("it does not start")
	}
	return f
}

func TestWhatACommandSaysIsKeptSoFarAsItIsWanted(t *testing.T) {
	f := up(t)
	if e := f.ends(control.Exec{ID: 1, Command: []string{"sh", "-c", "echo one; echo two >&2; exit 4"}, Most: 100}); e.Code != 4 || string(e.Output) != "one\ntwo\n" {
		t.Errorf("%+v", e)
	}
	script := "i=0; while test $i -lt 20000; do echo 0123456789; i=$((i+1)); done; exit 5"
	if e := f.ends(control.Exec{ID: 2, Command: []string{"sh", "-c", script}, Most: 1000}); e.Code != 5 || len(e.Output) != 1000 {
		t.Errorf("%d, %d bytes", e.Code, len(e.Output))
	}
	if e := f.ends(control.Exec{ID: 3, Command: []string{"nothere"}, Most: 100}); e.Code != contract.NotStarted || !strings.Contains(e.Failure, "nothere") {
		t.Errorf("%+v", e)
	}
	f.order(control.Order{Signal: 9})
	f.report()
	if e := f.ends(control.Exec{ID: 4, Command: []string{"true"}, Most: 100}); e.Failure != errNotRunning.Error() {
		t.Errorf("%+v", e)
	}
	f.code()
	if logged(t, f.output.String())[0] != "" {
		t.Errorf("in the log: %s", f.output)
	}
}

func TestACommandThatTakesTooLongIsKilledWithAllOfItsSession(t *testing.T) {
	f := up(t)
	before := time.Now()
	e := f.ends(control.Exec{ID: 1, Command: []string{"sh", "-c", "echo so far; sleep 61; true"}, Within: 3 * time.Second, Most: 100})
	if !e.TimedOut || e.Code != 137 || string(e.Output) != "so far\n" || time.Since(before) > 30*time.Second {
		t.Errorf("%+v after %s", e, time.Since(before))
	}
	// The container's own is left; who lost its parent is reaped by the supervisor when that gets to it.
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(2 * time.Millisecond) {
		left := f.children()
		if len(left) == 1 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("still there: %v", left)
		}
	}
	f.order(control.Order{Signal: 9})
	f.report()
	f.code()
}

func TestWhatACommandLeavesBehindDoesNotHoldItsEnd(t *testing.T) {
	f := up(t)
	before := time.Now()
	e := f.ends(control.Exec{ID: 1, Command: []string{"sh", "-c", "echo said; sleep 61 & exit 3"}, Within: 40 * time.Second, Most: 100})
	if e.TimedOut || e.Code != 3 || string(e.Output) != "said\n" || time.Since(before) > 20*time.Second {
		t.Errorf("%+v after %s", e, time.Since(before))
	}
	f.order(control.Order{Signal: 9})
	f.report()
	f.code()
}
