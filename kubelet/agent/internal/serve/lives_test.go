package serve_test

import (
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/nodetest"
)

func TestOneContainerIsStartedAgainInPlace(t *testing.T) {
	task := newTask(t, "app", "other")
	app, other := task.supervise("app"), task.supervise("other")
	node := nodetest.Proved(t, task.address)
	folder := t.TempDir()
	log := filepath.Join(folder, "log")
	container := shell("app", "echo from app; if test -e "+folder+"/again; then echo well >"+log+"; exit 0; fi; "+
		"touch "+folder+"/again; echo badly >"+log+"; exit 3")
	container.Restart, container.TerminationMessagePath = contract.OnFailure, log
	run(t, node, container, shell("other", "while ! test -e "+folder+"/end; do sleep 0.05; done"))
	first := await(t, node, func(c []contract.ContainerReport) bool {
		return terminated(c) && c[1].State != contract.Waiting
	})
	if c := first[0]; c.Restarts != 1 || c.Run.Code != 0 || c.Run.Reason != contract.Completed || c.Run.Message != "well\n" ||
		c.Last.Code != 3 || c.Last.Message != "badly\n" || c.Last.Reason != contract.Error {
		t.Errorf("%+v %+v %+v", c, c.Run, c.Last)
	}
	if c := first[1]; c.State != contract.Running || c.Restarts != 0 {
		t.Errorf("the other: %+v", c)
	}
	if err := os.WriteFile(folder+"/end", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if code := app.code(t); code != 0 || strings.Count(app.output.String(), "from app") != 2 {
		t.Errorf("app exits with %d: %s", code, app.output)
	}
	if code := other.code(t); code != 0 {
		t.Errorf("other exits with %d", code)
	}
	await(t, node, func([]contract.ContainerReport) bool { return true })
	task.ended()
}

func TestInitSidecarAndMainInOrder(t *testing.T) {
	task := newTask(t, "prepare", "proxy", "app")
	supervisors := []supervisor{task.supervise("prepare"), task.supervise("proxy"), task.supervise("app")}
	node := nodetest.Proved(t, task.address)
	log := filepath.Join(t.TempDir(), "log")
	prepare := shell("prepare", "sleep 0.2; echo prepared >>"+log)
	prepare.Kind = contract.Init
	proxy := shell("proxy", "trap 'echo proxy ends >>"+log+"; exit 0' TERM; echo proxy >>"+log+"; while :; do sleep 0.02; done")
	proxy.Kind, proxy.Restart = contract.Sidecar, contract.Always
	app := shell("app", "while ! grep -q proxy "+log+"; do sleep 0.02; done; echo app >>"+log+"; sleep 0.2; echo app ends >>"+log+"; exit 5")
	run(t, node, prepare, proxy, app)
	all := await(t, node, func(c []contract.ContainerReport) bool {
		return c[1].State == contract.Terminated && c[2].State == contract.Terminated
	})
	if all[0].Run.Code != 0 || all[1].Run.Code != 0 || all[2].Run.Code != 5 {
		t.Errorf("%+v %+v %+v", all[0].Run, all[1].Run, all[2].Run)
	}
	if text, err := os.ReadFile(log); err != nil || string(text) != "prepared\nproxy\napp\napp ends\nproxy ends\n" {
		t.Errorf("%s %v", text, err)
	}
	for index, want := range []int{0, 0, 5} {
		if code := supervisors[index].code(t); code != want {
			t.Errorf("container %d exits with %d", index, code)
		}
	}
	task.ended()
}

func TestWhatECSGivesTheContainerReachesTheApp(t *testing.T) {
	t.Setenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/of-the-test")
	task := newTask(t, "app")
	app := task.supervise("app")
	node := nodetest.Proved(t, task.address)
	run(t, node, shell("app", "echo at $AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"))
	await(t, node, terminated)
	if code := app.code(t); code != 0 || app.said() != "at /v2/credentials/of-the-test\n" {
		t.Errorf("exit %d: %s", code, app.output)
	}
	task.ended()
}

func TestRootIsToldAsKubernetesDoes(t *testing.T) {
	task := newTask(t, "app")
	app := task.supervise("app")
	node := nodetest.Proved(t, task.address)
	container := shell("app", "exit 0")
	container.UID, container.User, container.RunAsNonRoot = nil, "0", true
	run(t, node, container)
	report := await(t, node, terminated)[0]
	if report.Run.Reason != contract.ConfigError || report.Run.Message != "container has runAsNonRoot and image will run as root" {
		t.Errorf("%+v", report.Run)
	}
	app.code(t)
}

// ECS stops a task by a signal to each container: what ends by it is not started again.
func TestTheEnginesStopIsAStop(t *testing.T) {
	task := newTask(t, "app", "other")
	app, other := task.supervise("app"), task.supervise("other")
	node := nodetest.Proved(t, task.address)
	always := shell("app", "exec sleep 60")
	always.Restart = contract.Always
	second := always
	second.Name = "other"
	run(t, node, always, second)
	await(t, node, func(c []contract.ContainerReport) bool { return running(c) && c[1].State == contract.Running })
	if err := app.Process.Signal(os.Interrupt); err != nil { // not the word to stop: passed on, and it restarts
		t.Fatal(err)
	}
	await(t, node, func(c []contract.ContainerReport) bool { return running(c) && c[0].Restarts == 1 })
	if err := app.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	all := await(t, node, func(c []contract.ContainerReport) bool {
		return c[0].State == contract.Terminated && c[1].State == contract.Terminated
	})
	if all[0].Run.Signal != 15 || all[1].Run.Signal != 15 || all[0].Restarts != 1 {
		t.Errorf("%+v %+v", all[0], all[1])
	}
	if one, two := app.code(t), other.code(t); one != 143 || two != 143 {
		t.Errorf("exit %d and %d", one, two)
	}
	task.ended()
}

func TestVolumesAreLaidBeforeAnythingStartsAndReplacedLater(t *testing.T) {
	task := newTask(t, "app")
	app := task.supervise("app")
	node := nodetest.Proved(t, task.address)
	file := filepath.Join(task.volumes, "config", "key")
	up := filepath.Join(t.TempDir(), "up")
	app1 := shell("app", "cat "+file+"; echo up >"+up+"; while ! grep -q two "+file+"; do sleep 0.02; done; cat "+file)
	config := func(text string) []contract.Volume {
		return []contract.Volume{{Name: "config", Files: []contract.File{{Path: "key", Data: []byte(text), Mode: 0o644}}}}
	}
	if status, _ := node.Do(http.MethodPut, contract.VolumesPath, node.JSON(contract.VolumesUpdate{Volumes: config("x")})); status != http.StatusConflict {
		t.Errorf("before it is told: %d", status)
	}
	call(t, node, http.MethodPost, contract.RunPath, contract.PodSpecification{
		Containers: []contract.ContainerSpecification{app1}, Volumes: config("one\n"),
	})
	waiting := await(t, node, func(c []contract.ContainerReport) bool { return c[0].Message != "" })[0]
	if waiting.Reason != contract.ContainerCreating || !strings.HasPrefix(waiting.Message, `MountVolume.SetUp failed for volume "config" : `) {
		t.Errorf("without the mount: %+v", waiting)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	content(t, up)
	for name, refused := range map[string][]contract.Volume{
		"another": {{Name: "other"}}, "as scratch": {{Name: "config", Scratch: true}},
	} {
		if status, _ := node.Do(http.MethodPut, contract.VolumesPath, node.JSON(contract.VolumesUpdate{Volumes: refused})); status != http.StatusBadRequest {
			t.Errorf("%s: %d", name, status)
		}
	}
	call(t, node, http.MethodPut, contract.VolumesPath, contract.VolumesUpdate{Volumes: config("two\n")})
	await(t, node, terminated)
	if code := app.code(t); code != 0 || app.said() != "one\ntwo\n" {
		t.Errorf("exit %d: %s", code, app.output)
	}
	task.ended()
}

// content waits for a file that a container writes.
func content(t *testing.T, path string) string {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		text, err := os.ReadFile(path)
		if err == nil && strings.HasSuffix(string(text), "\n") {
			return strings.TrimSpace(string(text))
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	t.Fatalf("%s was never written", path)
	return ""
}
