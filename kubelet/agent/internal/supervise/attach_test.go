package supervise

import (
	"os"
	"strings"
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/control"
)

// attached returns the files of an attachment by their channels.
func (f *first) attached(order control.Attach) map[int]*os.File {
	f.t.Helper()
	f.order(control.Order{Attach: &order})
	report := f.report().Streamed
	if report == nil || report.Result != nil {
		f.t.Fatalf("%+v", report)
	}
	files := make(map[int]*os.File)
	for i, file := range f.agent.Files(len(report.Channels)) {
		files[report.Channels[i]] = file
		f.t.Cleanup(func() { _ = file.Close() })
	}
	return files
}

// Whoever attaches and does not read must not stop what the container does, nor its log.
func TestWhoDoesNotReadIsCutOff(t *testing.T) {
	f := newFirst(t)
	container := app("read go; head -c 2000000 /dev/zero; exit 4")
	container.Console = &contract.Console{Stdin: true}
	f.order(control.Order{Start: container})
	f.report()
	idle := f.attached(control.Attach{ID: 1, Stdin: true, Stdout: true})
	f.attached(control.Attach{ID: 2, Stdout: true})
	began := time.Now()
	if _, err := idle[0].WriteString("go\n"); err != nil {
		t.Fatal(err)
	}
	cut := map[uint64]bool{}
	for range 2 {
		report := f.report().Streamed
		if report == nil || report.Result == nil || !report.Result.Lost || !strings.Contains(report.Result.Failure, "did not take") {
			t.Fatalf("%+v", report)
		}
		cut[report.ID] = true
	}
	if run := f.report().Exited; run == nil || run.Code != 4 || !cut[1] || !cut[2] {
		t.Errorf("%+v %v", run, cut)
	}
	if took := time.Since(began); took > watchedWithin+5*time.Second {
		t.Errorf("it took %s", took)
	}
	f.code()
	if log := logged(t, f.output.String())[0]; len(log) != 2_000_000 {
		t.Errorf("%d in the log", len(log))
	}
}

func TestNothingIsAttachedToWhatDoesNotRun(t *testing.T) {
	f := newFirst(t)
	f.order(control.Order{Attach: &control.Attach{ID: 1, Stdout: true}})
	if report := f.report().Streamed; report == nil || report.Result == nil || !report.Result.Lost {
		t.Errorf("%+v", report)
	}
	f.code()
}

// Each attachment leaves as few descriptors as it found.
func TestAnAttachmentLeavesNoPipe(t *testing.T) {
	f := newFirst(t)
	container := app("exec sleep 60")
	container.Console = &contract.Console{Stdin: true}
	f.order(control.Order{Start: container})
	f.report()
	before := descriptors(t, f)
	for id := range uint64(10) {
		f.attached(control.Attach{ID: id + 1, Stdin: true, Stdout: true, Stderr: true})
		f.order(control.Order{HangUp: id + 1})
		if report := f.report().Streamed; report == nil || report.Result == nil || report.Result.Code != 0 {
			t.Fatalf("%+v", report)
		}
	}
	if after := descriptors(t, f); after > before {
		t.Errorf("%d descriptors, %d before", after, before)
	}
	f.order(control.Order{Signal: 9})
	if run := f.report().Exited; run == nil || run.Code != 137 || run.Reason != contract.Error {
		t.Errorf("%+v", run)
	}
	f.code()
}
