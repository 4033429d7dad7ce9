package serve_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/framing"
	"fnk.dev/agent/internal/nodetest"
)

// teller is an engine's metadata endpoint, which says what it is told to.
type teller struct {
	document atomic.Value
	address  string
}

func newTeller(t *testing.T) *teller {
	e := &teller{}
	e.says("RUNNING", `"KnownStatus":"RUNNING"`)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, e.document.Load().(string))
	}))
	t.Cleanup(server.Close)
	e.address = server.URL
	return e
}

func (e *teller) says(task, container string) {
	e.document.Store(fmt.Sprintf(`{"DesiredStatus":%q,"Containers":[{"Name":"app",%s}]}`, task, container))
}

func itself(script string) contract.ContainerSpecification {
	container := shell("app", script)
	container.FirstProcess = true
	return container
}

func TestTheEndOfAProgramThatIsItsOwnFirstProcessIsToldByTheEngine(t *testing.T) {
	engine := newTeller(t)
	task := newTaskOf(t, engine.address, "app")
	app := task.supervise("app")
	node := nodetest.Proved(t, task.address)
	message := filepath.Join(filepath.Dir(task.socket), "message")
	container := itself("echo $$; echo enough >" + message + "; exit 5")
	container.TerminationMessagePath = message
	run(t, node, container)
	await(t, node, running)
	if code := app.code(t); code != 5 || app.output.String() != fmt.Sprintln(app.Process.Pid) {
		t.Errorf("exit %d: %s", code, app.output)
	}
	engine.says("RUNNING", `"KnownStatus":"STOPPED","ExitCode":5,"FinishedAt":"2126-11-29T03:00:00Z"`)
	ended := await(t, node, terminated)[0]
	if ended.Run.Code != 5 || ended.Run.Reason != contract.Error || ended.Run.Message != "enough\n" || ended.Run.FinishedAt.Year() != 2126 || ended.Run.StartedAt == nil {
		t.Errorf("%+v", ended.Run)
	}
	task.ended()
}

func TestNothingRunsBesideAProgramThatIsItsOwnFirstProcess(t *testing.T) {
	task := newTaskOf(t, newTeller(t).address, "app")
	app := task.supervise("app")
	node := nodetest.Proved(t, task.address)
	run(t, node, itself("exec sleep 60"))
	await(t, node, running)
	for path, request := range map[string]any{
		contract.ExecPath:   shellCommand("true"),
		contract.AttachPath: contract.AttachRequest{Container: "app", Stdout: true},
	} {
		from, to := io.Pipe()
		go func() {
			_ = framing.NewWriter(to, func() error { return nil }).Write(contract.ChannelRequest, []byte(node.JSON(request)))
		}()
		status, answer := node.Stream(path, from)
		text, _ := io.ReadAll(answer)
		if status != http.StatusConflict || !strings.Contains(string(text), "is PID 1 by the pod's annotation") {
			t.Errorf("%s: %d %s", path, status, text)
		}
		_ = to.Close()
	}
	// The agent ends; that the task does then is the engine's.
	call(t, node, http.MethodPost, contract.StopPath, contract.Stop{GraceSeconds: 30})
	last := await(t, node, func(containers []contract.ContainerReport) bool { return true })
	if !running(last) {
		t.Errorf("%+v", last)
	}
	task.ended()
	if app.ProcessState != nil {
		t.Error("it was ended by the agent")
	}
}

func TestAnEngineThatStopsTheTaskIsHeardWithoutASupervisor(t *testing.T) {
	engine := newTeller(t)
	task := newTaskOf(t, engine.address, "app")
	task.supervise("app")
	node := nodetest.Proved(t, task.address)
	run(t, node, itself("exec sleep 60"))
	await(t, node, running)
	_, body := node.Do(http.MethodGet, contract.StatusPath, "")
	var before contract.AgentStatus
	if err := json.Unmarshal([]byte(body), &before); err != nil || before.Stopping {
		t.Fatalf("%s %v", body, err)
	}
	engine.says("STOPPED", `"KnownStatus":"RUNNING"`)
	status, body := node.Do(http.MethodGet, fmt.Sprintf("%s?version=%d&waitSeconds=10", contract.StatusPath, before.Version), "")
	if status != http.StatusOK || !strings.Contains(body, `"stopping":true`) {
		t.Errorf("%d %s", status, body)
	}
	task.ended()
}
