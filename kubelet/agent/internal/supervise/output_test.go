package supervise

import (
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/control"
)

func asking(script string) *contract.ContainerSpecification {
	container := app(script)
	container.FallbackToLogsOnError = true
	return container
}

func TestOutputIsPassedOnWholeAndItsEndIsTheMessage(t *testing.T) {
	f := newFirst(t)
	var all strings.Builder
	for line := range 30000 {
		fmt.Fprintln(&all, "line", line)
	}
	for _, stream := range []string{"1", "2"} {
		run := f.runs(asking("i=0; while test $i -lt 30000; do echo line $i; i=$((i+1)); done >&" + stream + "; exit 3"))
		if want := all.String()[all.Len()-80*len("line 29999\n"):]; run.Code != 3 || run.Message != want {
			t.Errorf("%d %q, not %q", run.Code, run.Message, want)
		}
	}
	f.code()
	if got := logged(t, f.output.String()); got[0] != all.String() || got[1] != all.String() {
		t.Errorf("%d and %d bytes, not %d", len(got[0]), len(got[1]), all.Len())
	}
}

// The engine has a run's output before the agent has its end: the log is read from then on.
func TestAnEndIsToldAfterItsOutput(t *testing.T) {
	engine, write := pipe(t)
	f := newFirstWritingTo(t, write)
	read := make(chan string, 1)
	go func() {
		all, _ := io.ReadAll(engine)
		read <- string(all)
	}()
	for run := range 20 {
		container := app("head -c 60000 /dev/zero; exit 1")
		container.FallbackToLogsOnError = run%2 == 0
		f.runs(container)
		if left := unread(write); left > 2*len("\n"+contract.EndMark(run, contract.Stdout)+"\n") {
			t.Fatalf("%d bytes are not with the engine", left)
		}
	}
	f.code()
	_ = write.Close()
	if got := strings.Count(<-read, "\x00"); got != 20*60000 {
		t.Errorf("%d bytes", got)
	}
}

func TestTheMessageIsTheFilesOrTheLogs(t *testing.T) {
	f := newFirst(t)
	path := t.TempDir() + "/message"
	for script, want := range map[string]string{
		"echo out; echo file >" + path + "; exit 1": "file\n",
		"echo out; exit 1":                          "out\n",
		"echo killed; kill -9 $$":                   "killed\n",
		"echo well; exit 0":                         "",
	} {
		container := asking(script)
		container.TerminationMessagePath = path
		if run := f.runs(container); run.Message != want {
			t.Errorf("%s: %q", script, run.Message)
		}
	}
	f.code()
}

// As images do whose log is a link to /dev/stdout.
func TestWhoRunsMayOpenItsOutput(t *testing.T) {
	f := newFirst(t)
	for _, container := range []*contract.ContainerSpecification{app(""), asking("")} {
		container.Command[2] = "echo out >/proc/self/fd/1 && echo err >/proc/self/fd/2"
		container.UID, container.GID = new(uint32(10001)), new(uint32(10001))
		if run := f.runs(container); run.Code != 0 {
			t.Errorf("%+v", run)
		}
	}
	f.code()
}

// What nobody reads any more ends what writes it, not what passes it on.
func TestAnEngineThatIsGoneEndsTheRun(t *testing.T) {
	engine, write := pipe(t)
	f := newFirstWritingTo(t, write)
	_, _ = write.Close(), engine.Close()
	for _, container := range []*contract.ContainerSpecification{app(""), asking("")} {
		container.Command = []string{"yes"}
		if run := f.runs(container); run.Signal != int(syscall.SIGPIPE) && run.Code == 0 {
			t.Errorf("%+v", run)
		}
	}
	if code := f.code(); code != 128+int(syscall.SIGPIPE) && code != 1 {
		t.Errorf("exit %d", code)
	}
}

func pipe(t *testing.T) (read, write *os.File) {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = read.Close(), write.Close() })
	return read, write
}

func TestWhatCannotBeStartedLeavesNoPipe(t *testing.T) {
	f := newFirst(t)
	container := asking("")
	container.Command = []string{"/nothere"}
	before := descriptors(t, f)
	for range 10 {
		f.order(control.Order{Start: container})
		if run := f.report().Exited; run == nil || run.Code != contract.NotStarted {
			t.Fatalf("%+v", run)
		}
	}
	if after := descriptors(t, f); after > before+2 {
		t.Errorf("%d descriptors, %d before", after, before)
	}
	f.code()
}

func descriptors(t *testing.T, f *first) int {
	t.Helper()
	open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", f.command.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	return len(open)
}
