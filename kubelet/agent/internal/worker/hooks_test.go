package worker

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
)

func hooked(c contract.ContainerSpecification, postStart, preStop bool) contract.ContainerSpecification {
	if postStart {
		c.PostStart = &contract.Hook{Exec: []string{"x"}}
	}
	if preStop {
		c.PreStop = &contract.Hook{Exec: []string{"x"}}
	}
	return c
}

// tells exactly these events, as "Reason container: message".
func (p *play) tells(events ...string) {
	p.t.Helper()
	var told []string
	for index, event := range p.w.Status().Events {
		if event.Sequence != uint64(index+1) || event.At.IsZero() {
			p.t.Errorf("%+v", event)
		}
		told = append(told, fmt.Sprintf("%s %s: %s", event.Reason, event.Container, event.Message))
	}
	if !slices.Equal(told, events) {
		p.t.Fatalf("%q, not %q", told, events)
	}
}

func TestPostStartIsDoneBeforeAContainerIsUpAndBeforeTheNextStarts(t *testing.T) {
	p := newPlay(t, hooked(spec("a", mainly, always), true, false), spec("b", mainly, always))
	p.wants("start a")
	p.do("up a")
	p.wants("postStart a")
	p.state("a", "waiting ContainerCreating")
	p.do("wait 1h")
	p.wants()
	p.do("postStart a done")
	p.wants("start b")
	p.state("a", "running")
	p.do("up b", "a exits 1", "up a") // again, with another run of the hook
	p.wants("start a", "postStart a")
	p.state("a", "waiting ContainerCreating")
	if report := p.w.Status().Containers[0]; report.Restarts != 0 || report.Last.Code != 1 {
		t.Errorf("%+v", report)
	}
	p.do("postStart a done")
	p.state("a", "running")
	if report := p.w.Status().Containers[0]; report.Restarts != 1 {
		t.Errorf("%+v", report)
	}
	p.tells()
}

func TestASidecarsPostStartIsBeforeWhatFollows(t *testing.T) {
	p := newPlay(t, hooked(spec("s", sidecar, always), true, false), spec("i", initial, never), spec("m", mainly, always))
	p.do("up s", "wait 1m")
	p.wants("start s", "postStart s")
	p.do("postStart s done")
	p.wants("start i")
}

func TestAPostStartThatFailsEndsTheRunAndThePolicyDecides(t *testing.T) {
	p := newPlay(t, hooked(spec("a", mainly, always), true, true), spec("b", mainly, always))
	p.do("up a", "postStart a fails")
	p.wants("start a", "postStart a", "preStop a")
	p.tells("FailedPostStartHook a: PostStartHook failed", "Killing a: FailedPostStartHook")
	p.state("a", "waiting ContainerCreating")
	p.do("preStop a done")
	p.wants("TERM a")
	p.do("a exits 143")
	p.wants("start a", "start b")
	p.state("a", "waiting ContainerCreating")
	p.do("up a", "postStart a fails", "wait 40s")
	p.wants("postStart a", "preStop a", "TERM a")
	p.do("wait 2s")
	p.wants("KILL a")
	p.do("a exits 137")
	p.state("a", "waiting CrashLoopBackOff")

	once := newPlay(t, hooked(spec("a", mainly, never), true, false))
	once.do("up a", "postStart a fails", "a exits 143")
	once.state("a", "terminated 143")
	once.ended(true)
}

func TestPreStopComesBeforeTheSignalWithinTheGrace(t *testing.T) {
	p := newPlay(t, hooked(spec("a", mainly, always), false, true), spec("b", mainly, always))
	p.do("up a", "up b")
	p.log = nil
	p.do("stop 30")
	p.wants("preStop a", "TERM b")
	if p.again != epoch.Add(30*time.Second) {
		t.Errorf("asks to be asked at %s", p.again.Sub(epoch))
	}
	p.do("b exits 0", "wait 10s", "preStop a fails")
	p.wants("TERM a")
	p.tells("FailedPreStopHook a: PreStopHook failed")
	p.do("wait 19s")
	p.wants()
	p.do("wait 1s")
	p.wants("KILL a")
	p.do("a exits 137")
	p.ended(true)
}

// By the kubelet's minimumGracePeriodInSeconds.
func TestAPreStopThatTakesAllLeavesTwoSecondsForTheSignal(t *testing.T) {
	p := newPlay(t, hooked(spec("a", mainly, always), false, true))
	p.do("up a")
	p.log = nil
	p.do("stop 30", "wait 30s")
	p.wants("preStop a", "TERM a")
	p.do("preStop a fails", "wait 1s")
	p.wants()
	p.do("wait 1s")
	p.wants("KILL a")
}

func TestWithoutGraceThereIsNoPreStop(t *testing.T) {
	p := newPlay(t, hooked(spec("a", mainly, always), false, true))
	p.do("up a")
	p.log = nil
	p.do("stop 0")
	p.wants("TERM a")
	p.do("wait 2s")
	p.wants("KILL a")
}

func TestWhatEndsByItselfHasNoPreStop(t *testing.T) {
	p := newPlay(t, hooked(spec("a", mainly, onFailure), false, true))
	p.do("up a", "a exits 1", "up a", "a exits 0")
	p.wants("start a", "start a")
	p.ended(true)
}

func TestThePreStopOfSidecarsDoesNotWaitForTheirTurn(t *testing.T) {
	p := newPlay(t, hooked(spec("s", sidecar, always), false, true), spec("a", mainly, always))
	p.do("up s", "up a")
	p.log = nil
	p.do("stop 30")
	p.wants("preStop s", "TERM a")
	p.do("preStop s done")
	p.wants()
	p.do("a exits 0")
	p.wants("TERM s")
}

// It kills at the end of the pod's grace, or of the longest that it waits.
func TestTheEnginesStopHasItsPreStopInTimeForTheSignal(t *testing.T) {
	for most, wait := range map[string]time.Duration{"120": ownGrace, "20": 20 * time.Second} {
		p := newPlay(t, hooked(spec("a", mainly, always), false, true), spec("b", mainly, always))
		p.do("up a", "up b")
		p.log = nil
		p.do("engine " + most)
		p.wants("preStop a", "TERM b")
		p.do(fmt.Sprintf("wait %s", wait-3*time.Second))
		p.wants()
		p.do("wait 1s")
		p.wants("TERM a")
		p.do("wait 2s")
		p.wants("KILL a", "KILL b")
	}
}

func TestAStopDoesNotWaitForPostStart(t *testing.T) {
	p := newPlay(t, hooked(spec("a", mainly, always), true, true))
	p.do("up a")
	p.log = nil
	p.do("stop 30")
	p.wants("preStop a")
	p.do("postStart a fails", "preStop a done")
	p.wants("TERM a")
	p.tells()
}

// As a failed liveness probe has it.
func TestOneContainerIsEndedAlone(t *testing.T) {
	p := newPlay(t, hooked(spec("a", mainly, onFailure), false, true), spec("b", mainly, always))
	p.do("up a", "up b")
	p.log = nil
	p.do("kill a 10", "kill a 1", "wait 5s")
	p.wants("preStop a")
	p.tells("Killing a: unwell")
	p.state("a", "running")
	p.do("preStop a done", "wait 5s")
	p.wants("TERM a", "KILL a")
	p.do("a exits 137")
	p.wants("start a")
	p.do("kill a 10") // has not begun
	p.wants("TERM a")
	p.do("up a", "a exits 143", "wait 10s", "up a", "kill a 10", "stop 3")
	p.wants("start a", "preStop a", "TERM b")
	p.do("wait 3s")
	p.wants("TERM a", "KILL b")
}

func TestOldEventsAreForgotten(t *testing.T) {
	p := newPlay(t, spec("a", mainly, always))
	for range contract.MaxEvents + 3 {
		p.w.Tell("a", true, "Unhealthy", "unwell", p.now)
	}
	events := p.w.Status().Events
	if len(events) != contract.MaxEvents || events[0].Sequence != 4 {
		t.Errorf("%d from %d", len(events), events[0].Sequence)
	}
}
