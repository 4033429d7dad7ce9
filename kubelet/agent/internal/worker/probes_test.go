package worker

import (
	"strings"
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/probe"
)

func probeOf(delay, period, failures int) *contract.Probe {
	return &contract.Probe{
		Exec: []string{"x"}, InitialDelaySeconds: delay, PeriodSeconds: period, TimeoutSeconds: 1,
		SuccessThreshold: 1, FailureThreshold: failures,
	}
}

func probed(name string, kind contract.Kind, restart contract.Restart, startup, liveness, readiness *contract.Probe) contract.ContainerSpecification {
	c := spec(name, kind, restart)
	c.StartupProbe, c.LivenessProbe, c.ReadinessProbe = startup, liveness, readiness
	return c
}

func (p *play) probed(name string, kind probe.Kind, outcome probe.Outcome, output string) {
	p.w.Probed(name, p.w.find(name).runs, kind, probe.Result{Outcome: outcome, Output: output}, p.now)
	p.decide()
}

// is "started ready", each or "-".
func (p *play) is(name, want string) {
	p.t.Helper()
	for _, report := range p.w.Status().Containers {
		if report.Name != name {
			continue
		}
		got := map[bool]string{true: "started", false: "-"}[report.Started] + " " + map[bool]string{true: "ready", false: "-"}[report.Ready]
		if got != want {
			p.t.Fatalf("%s is %q, not %q", name, got, want)
		}
	}
}

func TestWithoutProbesWhatRunsIsReady(t *testing.T) {
	p := newPlay(t, spec("a", mainly, always))
	p.is("a", "- -")
	p.do("up a")
	p.is("a", "started ready")
	p.do("a exits 1")
	p.is("a", "- -")
}

func TestReadinessIsWhatTheProbeSays(t *testing.T) {
	p := newPlay(t, probed("a", mainly, always, nil, nil, probeOf(0, 10, 2)))
	p.do("up a")
	p.wants("start a", "Readiness a")
	p.is("a", "started -")
	p.probed("a", probe.Readiness, probe.Failure, "not yet")
	p.tells("Unhealthy a: Readiness probe failed: not yet")
	p.do("wait 10s")
	p.wants("Readiness a")
	p.probed("a", probe.Readiness, probe.Success, "")
	p.is("a", "started ready")
	p.do("a exits 1", "up a")
	p.wants("start a", "Readiness a")
	p.is("a", "started -")
	p.w.Probed("a", 1, probe.Readiness, probe.Result{}, p.now) // of the run before
	p.is("a", "started -")
}

func TestProbesWaitForPostStart(t *testing.T) {
	c := hooked(probed("a", mainly, always, nil, probeOf(0, 10, 1), nil), true, false)
	p := newPlay(t, c)
	p.do("up a", "wait 30s")
	p.wants("start a", "postStart a")
	p.do("postStart a done")
	p.wants("Liveness a")
}

func TestALivenessFailureEndsTheRunAndAnotherFollows(t *testing.T) {
	liveness := probeOf(0, 10, 1)
	liveness.TerminationGracePeriodSeconds = new(5)
	p := newPlay(t, hooked(probed("a", mainly, onFailure, nil, liveness, probeOf(0, 5, 1)), false, true))
	p.do("up a")
	p.wants("start a", "Liveness a", "Readiness a")
	p.probed("a", probe.Readiness, probe.Success, "")
	p.probed("a", probe.Liveness, probe.Failure, "gone")
	p.wants("preStop a")
	p.tells("Unhealthy a: Liveness probe failed: gone", "Killing a: Container a failed liveness probe, will be restarted")
	p.is("a", "started ready") // until its own probe says otherwise
	p.do("wait 5s")
	p.wants("TERM a", "Readiness a")
	p.do("wait 2s")
	p.wants("KILL a")
	p.do("a exits 0") // whatever its code is
	p.wants("start a")
}

func TestTheGraceIsThePodsWhereTheProbeHasNone(t *testing.T) {
	p := newPlay(t, probed("a", mainly, always, probeOf(0, 10, 1), nil, nil))
	p.do("up a")
	p.probed("a", probe.Startup, probe.Failure, "no")
	p.wants("start a", "Startup a", "TERM a")
	p.do("wait 39s")
	p.wants()
	p.do("wait 1s")
	p.wants("KILL a")
	p.tells("Unhealthy a: Startup probe failed: no", "Killing a: Container a failed startup probe, will be restarted")
}

func TestWhatIsNeverRestartedStaysEnded(t *testing.T) {
	p := newPlay(t, probed("a", mainly, never, nil, probeOf(0, 10, 1), nil), spec("b", mainly, always))
	p.do("up a", "up b")
	p.probed("a", probe.Liveness, probe.Failure, "no")
	p.do("a exits 143", "wait 1h")
	p.wants("start a", "start b", "Liveness a", "TERM a")
	p.tells("Unhealthy a: Liveness probe failed: no", "Killing a: Container a failed liveness probe")
	p.state("a", "terminated 143")
}

func TestASidecarsStartupProbeKeepsWhatFollowsWaiting(t *testing.T) {
	p := newPlay(t, probed("s", sidecar, always, probeOf(0, 10, 1), nil, nil), spec("m", mainly, never))
	p.do("up s")
	p.wants("start s", "Startup s")
	p.is("s", "- -")
	p.probed("s", probe.Startup, probe.Failure, "no")
	p.do("s exits 143", "up s")
	p.wants("TERM s", "start s", "Startup s")
	p.probed("s", probe.Startup, probe.Success, "")
	p.wants("start m")
	p.is("s", "started ready")
	p.tells("Unhealthy s: Startup probe failed: no", "Killing s: Init container s failed startup probe")
}

// As a kubelet's: what is still served while the pod ends depends on it.
func TestWhileThePodEndsOnlyReadinessIsAskedFor(t *testing.T) {
	p := newPlay(t, probed("a", mainly, always, nil, probeOf(0, 5, 1), probeOf(0, 5, 1)))
	p.do("up a")
	p.probed("a", probe.Readiness, probe.Success, "")
	p.do("stop 60")
	p.wants("start a", "Liveness a", "Readiness a", "TERM a")
	p.probed("a", probe.Liveness, probe.Failure, "no")
	p.is("a", "started ready")
	p.do("wait 20s")
	p.wants("Readiness a")
	p.probed("a", probe.Readiness, probe.Failure, "closed")
	p.is("a", "started -")
	p.tells("Unhealthy a: Readiness probe failed: closed")
}

func TestWhatIsSaidIsCutAndNotToldForever(t *testing.T) {
	p := newPlay(t, probed("a", mainly, always, nil, nil, probeOf(0, 1, 1)))
	p.do("up a")
	for range 40 {
		p.probed("a", probe.Readiness, probe.Failure, strings.Repeat("é", 2000)+"\xff")
		p.do("wait 1s")
	}
	events := p.w.Status().Events
	last := events[len(events)-1]
	if len(events) != 25 || len(last.Message) > 1024 || len(last.Message) < 1000 || strings.Contains(last.Message, "\xff") {
		t.Errorf("%d %d", len(events), len(last.Message))
	}
	p.do("wait 10m")
	for range 9 {
		p.probed("a", probe.Readiness, probe.Errored, "no such file")
		p.do("wait 1s")
	}
	events = p.w.Status().Events
	if len(events) != 27 || events[26].Message != "Readiness probe errored and resulted in unknown state: no such file" {
		t.Errorf("%d %+v", len(events), events[len(events)-1])
	}
}

func TestTheWorkerAsksToComeBackForAProbe(t *testing.T) {
	p := newPlay(t, probed("a", mainly, always, nil, probeOf(30, 10, 1), probeOf(20, 10, 1)))
	p.do("up a")
	if want := epoch.Add(20 * time.Second); !p.again.Equal(want) {
		t.Errorf("%s, not %s", p.again, want)
	}
}

// Of its code nothing is known yet when the event is told; as of a kubelet, it does not say that another run follows.
func TestARuleHasWhatFailsAProbeRunAgain(t *testing.T) {
	one := probed("a", mainly, never, nil, probeOf(0, 10, 1), nil)
	one.RestartOn = []contract.ExitRule{{Operator: contract.In, Values: []int{143}}}
	p := newPlay(t, one)
	p.do("up a")
	p.probed("a", probe.Liveness, probe.Failure, "no")
	p.do("a exits 143")
	p.wants("start a", "Liveness a", "TERM a", "start a")
	p.tells("Unhealthy a: Liveness probe failed: no", "Killing a: Container a failed liveness probe")
}
