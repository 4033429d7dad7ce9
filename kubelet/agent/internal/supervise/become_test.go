package supervise

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/control"
)

func itself(script string) *contract.ContainerSpecification {
	container := app(script)
	container.FirstProcess = true
	return container
}

// becomes orders it and returns the supervisor's last word.
func (f *first) becomes(container *contract.ContainerSpecification) control.Becoming {
	f.t.Helper()
	f.order(control.Order{Start: container})
	report := f.report()
	if report.Becoming == nil {
		f.t.Fatalf("%+v %+v", report, report.Exited)
	}
	return *report.Becoming
}

// silence wants the connection to end without another word.
func (f *first) silence() {
	f.t.Helper()
	if report, err := f.agent.Receive(); !errors.Is(err, io.EOF) {
		f.t.Fatalf("%+v %v", report, err)
	}
}

func TestTheSupervisorBecomesTheProgram(t *testing.T) {
	f := newFirst(t)
	before := time.Now().Add(-time.Second)
	container := itself("echo $$; id -u; id -G; grep -E '^(SigBlk|SigIgn|CapBnd|CapEff|NoNewPrivs)' /proc/self/status; for fd in 3 4 5 6 7 8 9; do test ! -e /proc/self/fd/$fd || echo open $fd; done; pwd; echo $0; exit 7")
	container.UID, container.GID, container.Groups = new(uint32(10001)), new(uint32(10002)), []uint32{10003}
	container.StrictGroups, container.NoNewPrivileges, container.Capabilities = true, true, &[]string{}
	container.WorkingDir = "/proc"
	becoming := f.becomes(container)
	if becoming.At.Before(before) || becoming.At.After(time.Now()) || becoming.Message {
		t.Errorf("%+v", becoming)
	}
	f.silence()
	_ = f.command.Wait()
	if code := f.command.ProcessState.ExitCode(); code != 7 {
		t.Errorf("the process ends with %d: %s", code, f.output)
	}
	zero := "0000000000000000"
	want := fmt.Sprintf("1\n10001\n10002 10003\nSigBlk: %s\nSigIgn: %s\nCapEff: %s\nCapBnd: %s\nNoNewPrivs: 1\n/proc\n/bin/sh\n", zero, zero, zero, zero)
	if got := strings.ReplaceAll(f.output.String(), "\t", " "); got != want {
		t.Errorf("inside:\n%s\nnot:\n%s", got, want)
	}
}

func TestTheTerminationMessageOfAProgramThatTookItsPlaceIsTheAgents(t *testing.T) {
	f := newFirst(t)
	path := filepath.Join(t.TempDir(), "message")
	container := itself("echo last words >" + path)
	container.TerminationMessagePath = path
	if !f.becomes(container).Message {
		t.Fatal("no file")
	}
	files := f.agent.Files(1)
	if len(files) != 1 {
		t.Fatal("no file")
	}
	f.silence()
	_ = f.command.Wait()
	_ = os.Remove(path)
	if words := Message(files[0]); words != "last words\n" {
		t.Errorf("%q", words)
	}
}

// What was given up for a program that could not be made was given up for that alone.
func TestASupervisorThatCouldNotBecomeTheProgramIsStillOne(t *testing.T) {
	f := newFirst(t)
	for _, test := range []struct {
		reason, words string
		change        func(*contract.ContainerSpecification)
	}{
		{contract.StartError, "not found", func(c *contract.ContainerSpecification) { c.Command = []string{"nothere"} }},
		{contract.StartError, "CAP_ALL", func(c *contract.ContainerSpecification) { c.Capabilities = &[]string{"CAP_ALL"} }},
		{contract.ConfigError, "root", func(c *contract.ContainerSpecification) { c.UID, c.RunAsNonRoot = nil, true }},
	} {
		container := itself("exit 0")
		container.UID, container.Capabilities, container.NoNewPrivileges = new(uint32(10001)), &[]string{}, true
		test.change(container)
		f.becomes(container)
		report := f.report()
		if report.Exited == nil || report.Exited.Code != contract.NotStarted || report.Exited.Reason != test.reason || !strings.Contains(report.Exited.Message, test.words) {
			t.Errorf("%s: %+v", test.words, report.Exited)
		}
	}
	f.becomes(itself("id -u; grep -E '^(NoNewPrivs)' /proc/self/status; cd /proc/1 && ls >/dev/null; exit 3"))
	f.silence()
	_ = f.command.Wait()
	if code := f.command.ProcessState.ExitCode(); code != 3 || !bytes.HasSuffix(f.output.Bytes(), []byte("0\nNoNewPrivs:\t0\n")) {
		t.Errorf("%d: %s", code, f.output)
	}
}
