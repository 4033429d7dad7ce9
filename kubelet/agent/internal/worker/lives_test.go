package worker

import (
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
)

const (
	always    = contract.Always
	onFailure = contract.OnFailure
	never     = contract.Never
	initial   = contract.Init
	sidecar   = contract.Sidecar
	mainly    = contract.Main
)

func TestMainsStartTogether(t *testing.T) {
	p := newPlay(t, spec("a", mainly, never), spec("b", mainly, never))
	p.wants("start a", "start b")
	p.state("a", "waiting ContainerCreating")
	p.do("up a", "up b", "a exits 3")
	p.wants()
	p.state("a", "terminated 3")
	p.state("b", "running")
	p.ended(false)
	p.do("b exits 0")
	p.ended(true)
}

func TestInitsOneAfterTheOther(t *testing.T) {
	p := newPlay(t, spec("i", initial, never), spec("s", sidecar, always), spec("j", initial, never), spec("m", mainly, never))
	p.wants("start i")
	p.state("m", "waiting PodInitializing")
	p.do("up i")
	p.wants()
	p.do("i exits 0")
	p.wants("start s")
	p.do("up s") // its end is not waited for
	p.wants("start j")
	p.do("up j", "s exits 1") // a sidecar comes again while another initializes
	p.wants("start s")
	p.do("j exits 0")
	p.wants("start m")
	p.state("i", "terminated 0")
	p.state("m", "waiting ContainerCreating")
	p.do("up m", "up s", "m exits 0")
	p.wants("TERM s")
	p.ended(false)
	p.do("s exits 143")
	p.ended(true)
	p.state("s", "terminated 143")
}

func TestAnInitThatFails(t *testing.T) {
	t.Run("for good", func(t *testing.T) {
		p := newPlay(t, spec("s", sidecar, always), spec("i", initial, never), spec("m", mainly, always))
		p.do("up s", "up i", "i exits 2")
		p.wants("start s", "start i", "TERM s")
		p.do("s exits 0")
		p.ended(true)
		p.state("i", "terminated 2")
		p.state("m", "waiting PodInitializing")
	})
	t.Run("and is tried again", func(t *testing.T) {
		p := newPlay(t, spec("i", initial, onFailure), spec("m", mainly, never))
		p.do("up i", "i exits 2", "up i", "i exits 2")
		p.wants("start i", "start i")
		p.state("i", "waiting CrashLoopBackOff")
		p.do("wait 10s", "up i", "i exits 0")
		p.wants("start i", "start m")
	})
	t.Run("always: a success is enough", func(t *testing.T) {
		p := newPlay(t, spec("i", initial, always), spec("m", mainly, never))
		p.do("up i", "i exits 0")
		p.wants("start i", "start m")
	})
}

func TestRestartPolicies(t *testing.T) {
	for _, test := range []struct {
		policy contract.Restart
		code   string
		again  bool
	}{
		{always, "0", true}, {always, "1", true}, {onFailure, "0", false}, {onFailure, "1", true}, {never, "0", false}, {never, "1", false},
	} {
		p := newPlay(t, spec("a", mainly, test.policy))
		p.do("up a", "a exits "+test.code)
		if again := len(p.log) == 2; again != test.again || p.w.Ended() == again {
			t.Errorf("%s, exit %s: %q", test.policy, test.code, p.log)
		}
	}
}

// As ContainerShouldRestart of Kubernetes' pkg/api/v1/pod; an init container that succeeded is done all the same.
func TestRulesGoBeforeThePolicy(t *testing.T) {
	in, notIn := contract.ExitRule{Operator: contract.In, Values: []int{0, 42}}, contract.ExitRule{Operator: contract.NotIn, Values: []int{0, 1}}
	for _, test := range []struct {
		kind   contract.Kind
		policy contract.Restart
		rules  []contract.ExitRule
		code   string
		again  bool
	}{
		{mainly, never, []contract.ExitRule{in}, "42", true}, {mainly, never, []contract.ExitRule{in}, "0", true},
		{mainly, never, []contract.ExitRule{in}, "1", false}, {mainly, never, []contract.ExitRule{notIn}, "1", false},
		{mainly, never, []contract.ExitRule{notIn}, "2", true}, {mainly, never, []contract.ExitRule{{Operator: contract.In}, in}, "42", true},
		{mainly, onFailure, []contract.ExitRule{in}, "0", true}, {mainly, onFailure, []contract.ExitRule{in}, "7", true},
		{initial, never, []contract.ExitRule{in}, "42", true}, {initial, never, []contract.ExitRule{in}, "1", false},
	} {
		one := spec("a", test.kind, test.policy)
		one.RestartOn = test.rules
		p := newPlay(t, one, spec("z", mainly, never))
		p.do("up a", "a exits "+test.code)
		starts := 0
		for _, line := range p.log {
			if line == "start a" {
				starts++
			}
		}
		if again := starts == 2; again != test.again {
			t.Errorf("%s %s %+v, exit %s: %q", test.kind, test.policy, test.rules, test.code, p.log)
		}
	}
	one := spec("i", initial, never)
	one.RestartOn = []contract.ExitRule{in}
	p := newPlay(t, one, spec("m", mainly, never))
	p.do("up i", "i exits 0")
	p.wants("start i", "start m")
}

func TestBackOff(t *testing.T) {
	p := newPlay(t, spec("a", mainly, always), spec("b", mainly, always))
	p.do("up b")
	p.wants("start a", "start b")
	for restarts, delay := range []time.Duration{0, 10, 20, 40, 80, 160, 300, 300} {
		delay *= time.Second
		p.do("up a", "wait 1s", "a exits 1")
		report := p.w.Status().Containers[0]
		if report.Restarts != restarts || report.Last == nil {
			t.Fatalf("after %d: %+v", restarts, report)
		}
		if delay > 0 {
			p.wants()
			if report.Reason != contract.CrashLoopBackOff || report.Message != "back-off "+delay.String()+" restarting failed container=a" {
				t.Fatalf("%+v", report)
			}
			if p.again != p.now.Add(delay) {
				t.Fatalf("asks to be asked at %s", p.again.Sub(epoch))
			}
			p.do("wait " + (delay - time.Millisecond).String())
			p.wants()
			p.do("wait 1ms")
		}
		p.wants("start a")
	}
	p.do("up a", "wait 9m59s", "a exits 1")
	p.wants()
	p.do("wait 5m", "up a", "wait 10m", "a exits 1")
	p.wants("start a", "start a")
	p.do("up a", "a exits 1")
	p.wants()
	p.do("wait 10s")
	p.wants("start a")
	p.state("b", "running")
}

func TestRunsThatNeverWere(t *testing.T) {
	p := newPlay(t, spec("a", mainly, onFailure))
	p.do("unstartable a")
	p.wants("start a", "start a")
	p.do("unstartable a")
	report := p.w.Status().Containers[0]
	if report.Reason != contract.CrashLoopBackOff || report.Restarts != 1 || report.Last.Reason != contract.StartError || report.StartedAt != nil {
		t.Errorf("%+v", report)
	}
	p.do("wait 10s", "up a", "a exits 0")
	p.state("a", "terminated 0")
}

// As the kubelet: what must not be started waits, and no run is counted.
func TestWhatIsRefusedWaits(t *testing.T) {
	p := newPlay(t, spec("a", mainly, always), spec("b", mainly, never))
	p.do("up b", "refused a", "refused a")
	report := p.w.Status().Containers[0]
	if report.State != contract.Waiting || report.Reason != contract.ConfigError || report.Message != "no" || report.Restarts != 0 || report.Last != nil {
		t.Errorf("%+v", report)
	}
	p.do("wait 10s", "up a")
	p.state("a", "running")
	once := newPlay(t, spec("a", mainly, never))
	once.do("refused a")
	once.state("a", "terminated 128")
	once.ended(true)
}

func TestLastIsTheRunBefore(t *testing.T) {
	p := newPlay(t, spec("a", mainly, onFailure))
	p.do("up a", "a exits 1", "up a")
	running := p.w.Status().Containers[0]
	if running.State != contract.Running || running.Last.Code != 1 || running.Run != nil || running.Restarts != 1 {
		t.Errorf("%+v", running)
	}
	p.do("a exits 0")
	over := p.w.Status().Containers[0]
	if over.Run.Code != 0 || over.Last.Code != 1 || over.Restarts != 1 {
		t.Errorf("%+v", over)
	}
}

func TestVolumesAreTriedAgain(t *testing.T) {
	w := New([]string{"a"})
	w.Gathered()
	w.Told([]contract.ContainerSpecification{spec("a", mainly, never)}, ownGrace)
	now := epoch
	for _, delay := range []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second} {
		if actions, _ := w.Decide(now); len(actions) != 1 || !actions[0].Lay {
			t.Fatalf("%v", actions)
		}
		if actions, _ := w.Decide(now); len(actions) != 0 {
			t.Fatalf("while they are laid: %v", actions)
		}
		w.Laid("MountVolume.SetUp failed", now)
		if _, again := w.Decide(now); again != now.Add(delay) {
			t.Fatalf("again after %s", again.Sub(now))
		}
		if report := w.Status().Containers[0]; report.Reason != contract.ContainerCreating || report.Message != "MountVolume.SetUp failed" {
			t.Fatalf("%+v", report)
		}
		now = now.Add(delay)
	}
	w.Decide(now)
	w.Laid("", now)
	if actions, _ := w.Decide(now); len(actions) != 1 || actions[0].Start == nil || w.Status().Containers[0].Message != "" {
		t.Errorf("%v", actions)
	}
}
