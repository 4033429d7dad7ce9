package contract_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"fnk.dev/agent/internal/channel"
	"fnk.dev/agent/internal/contract"
)

// The node's records are held against the same documents.
const samples = "../../../src/test/resources/dev/fnk/kubelet/agent/contract"

// again decodes a sample strictly, encodes it, and wants the same document back.
func again[T any](t *testing.T, name string) T {
	t.Helper()
	sample, err := os.ReadFile(filepath.Join(samples, name))
	if err != nil {
		t.Fatal(err)
	}
	var value T
	if err := channel.Decode(strings.NewReader(string(sample)), &value); err != nil {
		t.Fatal(err)
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var want, got any
	if err := json.Unmarshal(sample, &want); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(encoded, &got); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(want, got) {
		t.Errorf("%s comes back as %s", name, encoded)
	}
	return value
}

func TestAFullPod(t *testing.T) {
	pod := again[contract.PodSpecification](t, "pod-specification-full.json")
	prepare, proxy, app := pod.Containers[0], pod.Containers[1], pod.Containers[2]
	if prepare.Kind != contract.Init || prepare.Restart != contract.OnFailure || prepare.UID != nil ||
		prepare.Capabilities == nil || len(*prepare.Capabilities) != 0 || prepare.Env[1].Value != "grüß dich, \"Welt\"\n" {
		t.Errorf("%+v", prepare)
	}
	if proxy.Kind != contract.Sidecar || proxy.User != "proxy:www-data" || proxy.Capabilities != nil {
		t.Errorf("%+v", proxy)
	}
	if app.Kind != contract.Main || app.Restart != contract.Never ||
		len(app.RestartOn) != 2 || !app.RestartOn[0].Matches(42) || app.RestartOn[0].Matches(7) || app.RestartOn[0].All || app.RestartOn[1].Matches(0) || !app.RestartOn[1].All || *app.UID != 10001 || *app.GID != 1<<32-2 ||
		app.StopSignal != 3 || *app.Console != (contract.Console{Stdin: true, StdinOnce: true, TTY: true}) || proxy.Console != nil || !app.StrictGroups || !app.FallbackToLogsOnError || proxy.FallbackToLogsOnError {
		t.Errorf("%+v", app)
	}
	config := pod.Volumes[2]
	if string(config.Files[0].Data) != "colour=blue\n" || config.Files[0].Mode != 0o644 || config.Files[0].UID != nil ||
		string(config.Files[1].Data) != "\x00\x01\x02\xfd\xfe\xff" || *config.Files[2].UID != 0 || *config.Group != 2000 ||
		len(config.Places) != 1 || config.Places[0].Target != "/etc/app.properties" {
		t.Errorf("%+v", config)
	}
	if pod.TerminationGracePeriodSeconds != 3600 {
		t.Errorf("grace %d", pod.TerminationGracePeriodSeconds)
	}
	if get := app.PostStart.HTTPGet; !get.HTTPS || get.Host == "" || get.Port != 8443 || get.Path == "" || get.Headers[0].Value != "not-a-secret" ||
		len(app.PreStop.Exec) != 3 || *proxy.PostStart.SleepSeconds != 5 || prepare.PreStop != nil {
		t.Errorf("%+v", app)
	}
	if p := app.LivenessProbe; p.Exec[2] != "ask" || p.InitialDelaySeconds != 20 || p.PeriodSeconds != 10 || p.TimeoutSeconds != 5 ||
		p.SuccessThreshold != 1 || p.FailureThreshold != 3 || *p.TerminationGracePeriodSeconds != 0 || app.StartupProbe != nil {
		t.Errorf("%+v", p)
	}
	if proxy.StartupProbe.TCPSocket.Port != 9000 || proxy.ReadinessProbe.GRPC.Host != "10.0.0.7" || app.ReadinessProbe.HTTPGet.Path != "/ready" {
		t.Errorf("%+v", proxy)
	}
	if n := pod.Network; n.Hostname != "web-0.sub.ns.svc.cluster.local" || len(n.Hosts[0].Names) != 2 ||
		n.Aliases[0].Address != "2001:db8::1" || !n.DNS.Alone || len(n.DNS.Options) != 2 {
		t.Errorf("%+v", n)
	}
	if !pod.Volumes[0].Scratch || *pod.Volumes[0].Group != 2000 || pod.Volumes[1].Group != nil {
		t.Errorf("%+v", pod.Volumes)
	}
}

func TestAMinimalPod(t *testing.T) {
	pod := again[contract.PodSpecification](t, "pod-specification-minimal.json")
	if len(pod.Containers) != 1 || !pod.Containers[0].FirstProcess || pod.Volumes == nil || len(pod.Volumes) != 0 {
		t.Errorf("%+v", pod)
	}
}

func TestStreams(t *testing.T) {
	exec := again[contract.ExecRequest](t, "exec-request.json")
	if exec.Container != "app" || exec.Command[2] != "echo \"$WORD\"" || !exec.Stdin || exec.Stdout || exec.Stderr || !exec.TTY || exec.Size.Width != 132 {
		t.Errorf("%+v", exec)
	}
	attach := again[contract.AttachRequest](t, "attach-request.json")
	if attach.Container != "app" || !attach.Stdin || !attach.Stdout || attach.Stderr {
		t.Errorf("%+v", attach)
	}
	result := again[contract.ExecResult](t, "exec-result.json")
	if result.Code != 127 || result.Failure == "" || result.Lost {
		t.Errorf("%+v", result)
	}
}

func TestStatistics(t *testing.T) {
	statistics := again[contract.Statistics](t, "statistics.json")
	app, bare := statistics.Containers[0], statistics.Containers[1]
	if app.CPU.UsageNanoseconds != 9000000000000000000 || app.CPU.ThrottledNanoseconds != 1500 || *app.Memory.Limit != 512<<20 || app.Memory.WorkingSet != 5389760 ||
		*app.Memory.MajorFaults != 0 || app.Disk.Written != 8192 || *app.Tasks != 3 || app.Since == nil {
		t.Errorf("%+v %+v %+v", app, app.CPU, app.Memory)
	}
	if bare.CPU != nil || bare.Memory.RSS != nil || bare.Memory.Usage != 1000 || bare.Disk != nil || bare.Tasks != nil || bare.Since != nil {
		t.Errorf("%+v", bare)
	}
	if n := statistics.Interfaces[0]; !n.Default || n.Name != "eth1" || n.ReceivedBytes != 1 || n.ReceivedPackets != 2 || n.ReceiveErrors != 3 ||
		n.ReceiveDropped != 4 || n.TransmittedBytes != 5 || n.TransmittedPackets != 6 || n.TransmitErrors != 7 || n.TransmitDropped != 8 {
		t.Errorf("%+v", n)
	}
	if v := statistics.Volumes[0]; v.Name != "data" || v.At.IsZero() || v.Used != 4096 || v.InodesUsed != 2 || v.Capacity != 20<<30 || v.Available != 10<<30 ||
		v.Inodes != 1000 || v.InodesFree != 900 {
		t.Errorf("%+v", v)
	}
	if statistics.EphemeralStorage.Used != 1<<20 || statistics.EphemeralStorage.Capacity != 20<<30 || statistics.Probes[0].Result != contract.Failed {
		t.Errorf("%+v", statistics)
	}
}

func TestAStatus(t *testing.T) {
	status := again[contract.AgentStatus](t, "agent-status.json")
	prepare, app := status.Containers[0], status.Containers[2]
	if proxy := status.Containers[1]; !proxy.Started || proxy.Ready || app.Started || !status.Restarting {
		t.Errorf("%+v", proxy)
	}
	if prepare.State != contract.Terminated || prepare.Last.StartedAt != nil || prepare.Last.Reason != contract.StartError ||
		prepare.Last.Code != contract.NotStarted {
		t.Errorf("%+v", prepare)
	}
	if e := status.Events[0]; e.Sequence != 3 || e.At.IsZero() || e.Container != "app" || !e.Warning || e.Reason != contract.FailedPreStopHook || e.Message == "" {
		t.Errorf("%+v", e)
	}
	if app.Reason != contract.CrashLoopBackOff || app.Last.Signal != 9 || app.Run != nil {
		t.Errorf("%+v", app)
	}
}

func TestMarksOfRuns(t *testing.T) {
	want, err := os.ReadFile(filepath.Join(samples, "run-marks.txt"))
	if err != nil {
		t.Fatal(err)
	}
	marks := []string{
		contract.EndMark(0, contract.Stdout), contract.EndMark(0, contract.Stderr), contract.StartMark(1),
		contract.EndMark(12, contract.Stderr),
	}
	if got := strings.Join(marks, "\n") + "\n"; got != string(want) {
		t.Errorf("%s", got)
	}
}

func TestAForwardedPort(t *testing.T) {
	if request := again[contract.ForwardRequest](t, "forward-request.json"); request.Port != 8080 {
		t.Errorf("%+v", request)
	}
	if result := again[contract.ForwardResult](t, "forward-result.json"); result.Broken || result.Failure == "" {
		t.Errorf("%+v", result)
	}
}
