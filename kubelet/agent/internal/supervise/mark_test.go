package supervise

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/control"
)

// logged is what each run wrote, where both streams are one.
func logged(t *testing.T, log string) (runs []string) {
	t.Helper()
	for run := 0; log != ""; run++ {
		if run > 0 {
			start := contract.StartMark(run) + "\n"
			if !strings.HasPrefix(log, start) {
				t.Fatalf("run %d does not begin with %q", run, start)
			}
			log = log[len(start):]
		}
		end := fmt.Sprintf("\n%s\n\n%s\n", contract.EndMark(run, contract.Stdout), contract.EndMark(run, contract.Stderr))
		text, rest, ended := strings.Cut(log, end)
		if !ended {
			t.Fatalf("run %d has no end", run)
		}
		runs, log = append(runs, text), rest
	}
	return runs
}

func TestRunsAreApartInTheLog(t *testing.T) {
	f := newFirst(t)
	for _, script := range []string{"echo one", "printf two", "exit 3", "echo four >&2"} {
		f.run(script)
	}
	f.code()
	got := logged(t, f.output.String())
	if want := []string{"one\n", "two", "", "four\n"}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%q, not %q", got, want)
	}
}

// As an engine reads: both streams side by side, line by line.
func TestAllOfARunIsWithTheEngineBeforeTheNextBegins(t *testing.T) {
	output, stdout := pipe(t)
	errors, stderr := pipe(t)
	f := newFirstWith(t, stdout, stderr)
	_, _ = stdout.Close(), stderr.Close()
	var mutex sync.Mutex
	var log []string
	var reading sync.WaitGroup
	for _, stream := range []*os.File{output, errors} {
		reading.Go(func() {
			for lines := bufio.NewScanner(stream); lines.Scan(); {
				mutex.Lock()
				log = append(log, lines.Text())
				mutex.Unlock()
			}
		})
	}
	const runs = 10
	for run := range runs {
		f.run(fmt.Sprintf("for i in 1 2 3; do echo %d; echo %d >&2; done", run, run))
	}
	f.code()
	reading.Wait()
	run, ends, lines := 0, 0, 0
	for _, line := range log {
		switch {
		case line == "":
		case line == contract.StartMark(run+1):
			if ends != 2 || lines != 6 {
				t.Fatalf("run %d has %d ends and %d lines", run, ends, lines)
			}
			run, ends, lines = run+1, 0, 0
		case line == contract.EndMark(run, contract.Stdout), line == contract.EndMark(run, contract.Stderr):
			ends++
		case line == fmt.Sprint(run):
			lines++
		default:
			t.Fatalf("%q in run %d", line, run)
		}
	}
	if run != runs-1 || ends != 2 || lines != 6 {
		t.Errorf("the last run is %d, with %d ends and %d lines", run, ends, lines)
	}
}

func TestRunsAreCountedAsTheAgentDoes(t *testing.T) {
	var m logMarks
	started := time.Now()
	for _, row := range []struct {
		run  contract.Run
		want int
	}{
		{contract.Run{Reason: contract.ConfigError}, 0},
		{contract.Run{Reason: contract.StartError}, 1},
		{contract.Run{StartedAt: &started, Reason: contract.Completed}, 2},
	} {
		if m.count(row.run); m.runs != row.want {
			t.Errorf("%+v: %d, not %d", row.run, m.runs, row.want)
		}
	}
}

// An engine that does not read would hold a supervisor that writes.
func TestAnEngineThatDoesNotReadGetsNoMarks(t *testing.T) {
	read, write := pipe(t)
	if _, err := write.WriteString("unread"); err != nil {
		t.Fatal(err)
	}
	m := logMarks{output: write, errors: write, runs: 1}
	if m.begin() || m.end() {
		t.Error("told as marked")
	}
	_ = write.Close()
	var left bytes.Buffer
	if _, err := left.ReadFrom(read); err != nil || left.String() != "unread" {
		t.Errorf("%q %v", left.String(), err)
	}
}

// The log is the program's; who looks after the agent is told what its supervisor has to say.
func TestWhatTheSupervisorHasToSayIsForTheAgentsLog(t *testing.T) {
	log, engine := pipe(t)
	f := newFirstWith(t, engine, engine)
	f.order(control.Order{Start: app("echo said")})
	if report := f.report(); report.Started == nil {
		t.Fatalf("%+v", report)
	}
	if report := f.report(); !strings.Contains(report.Note, "end is not marked") {
		t.Errorf("%+v", report)
	}
	if report := f.report(); report.Exited == nil || report.Exited.Code != 0 {
		t.Errorf("%+v", report)
	}
	f.code()
	_ = engine.Close()
	var left bytes.Buffer
	if _, err := left.ReadFrom(log); err != nil || left.String() != "said\n" {
		t.Errorf("%q %v", left.String(), err)
	}
}
