package worker

import (
	"strings"
	"testing"

	"fnk.dev/agent/internal/contract"
)

func itself(name string, restart contract.Restart) contract.ContainerSpecification {
	one := spec(name, mainly, restart)
	one.FirstProcess = true
	return one
}

func TestTheEndOfItsOwnFirstProcess(t *testing.T) {
	for name, test := range map[string]struct {
		restart  contract.Restart
		code     string
		stopping bool
	}{
		"always, well":     {always, "0", true},
		"always, badly":    {always, "3", true},
		"on failure, well": {onFailure, "0", false},
		"on failure, bad":  {onFailure, "3", true},
		"never, badly":     {never, "3", false},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlay(t, itself("a", test.restart))
			p.wants("start a")
			p.do("up a", "a exits "+test.code)
			p.wants()
			status := p.w.Status()
			if !status.Ended || status.Stopping != test.stopping || status.Containers[0].State != contract.Terminated || status.Containers[0].Restarts != 0 {
				t.Errorf("%+v", status)
			}
			if told := len(status.Events) == 1 && strings.Contains(status.Events[0].Message, "another task"); told != test.stopping {
				t.Errorf("%+v", status.Events)
			}
		})
	}
}

// What a supervisor could not become, it tries again.
func TestItsOwnFirstProcessThatCannotBeMadeIsTriedAgain(t *testing.T) {
	p := newPlay(t, itself("a", always))
	p.wants("start a")
	p.do("unstartable a")
	p.wants("start a")
	p.do("unstartable a")
	p.wants()
	p.do("wait 10s")
	p.wants("start a")
	if status := p.w.Status(); status.Stopping || len(status.Events) != 0 {
		t.Errorf("%+v", status)
	}
}

// Others of its pod end with it where it is to run again, which it cannot in this task.
func TestThePodEndsWithItsOwnFirstProcessThatIsToRunAgain(t *testing.T) {
	p := newPlay(t, itself("a", onFailure), spec("b", mainly, onFailure), spec("s", sidecar, always))
	p.do("up s", "up a", "up b", "a exits 1")
	p.wants("start s", "start a", "start b", "TERM b")
	p.do("b exits 143")
	p.wants("TERM s")
	p.do("s exits 0")
	p.wants()
	if status := p.w.Status(); !status.Ended || !status.Stopping {
		t.Errorf("%+v", status)
	}
}

func TestOthersAreNotEndedByItsOwnFirstProcessThatIsDone(t *testing.T) {
	p := newPlay(t, itself("a", onFailure), spec("b", mainly, onFailure))
	p.do("up a", "up b", "a exits 0", "b exits 1", "up b")
	p.wants("start a", "start b", "start b")
}

// With the agent's own end the task's comes, and with that the engine's signal.
func TestAStopLeavesItsOwnFirstProcessToTheEngine(t *testing.T) {
	p := newPlay(t, spec("s", sidecar, always), itself("a", always), spec("b", mainly, always))
	p.do("up s", "up a", "up b", "stop 30")
	p.wants("start s", "start a", "start b", "TERM b")
	p.do("b exits 143")
	p.wants("TERM s")
	if p.w.Ended() {
		t.Error("the sidecar runs")
	}
	p.do("s exits 143")
	p.wants()
	status := p.w.Status()
	if !status.Ended || status.Containers[1].State != contract.Running {
		t.Errorf("%+v", status)
	}
}

// Its sidecars wait for nothing else then.
func TestAStopGoesOnAtOnceBehindItsOwnFirstProcess(t *testing.T) {
	p := newPlay(t, spec("s", sidecar, always), itself("a", always))
	p.do("up s", "up a", "stop 30")
	p.wants("start s", "start a")
	if !p.again.Equal(p.now) {
		t.Errorf("asked again at %s", p.again)
	}
	p.do("wait 0s")
	p.wants("TERM s")
}

func TestAStopOfNothingButItsOwnFirstProcess(t *testing.T) {
	p := newPlay(t, itself("a", always))
	p.do("up a", "stop 30")
	p.wants("start a")
	if status := p.w.Status(); !status.Ended || status.Containers[0].State != contract.Running {
		t.Errorf("%+v", status)
	}
}

// Told to stop on its way, it may have become the program all the same.
func TestAStopWhileItBecomesTheProgram(t *testing.T) {
	p := newPlay(t, itself("a", always))
	p.do("stop 30")
	p.wants("start a", "TERM a")
	if p.w.Ended() {
		t.Error("nobody knows yet what becomes of it")
	}
	p.do("up a")
	p.wants()
	if !p.w.Ended() {
		t.Error("not left to the engine")
	}
}

func TestPreStopOfItsOwnFirstProcessComesBeforeTheTasksEnd(t *testing.T) {
	one := itself("a", always)
	one.PreStop = &contract.Hook{}
	p := newPlay(t, one)
	p.do("up a", "stop 30")
	p.wants("start a", "preStop a")
	if p.w.Ended() {
		t.Error("preStop is under way")
	}
	p.do("preStop a done")
	p.wants()
	if !p.w.Ended() {
		t.Error("not left to the engine")
	}
	// The engine has signalled it already.
	p = newPlay(t, one)
	p.do("up a", "engine 120")
	p.wants("start a")
	if !p.w.Ended() {
		t.Error("not left to the engine")
	}
}
