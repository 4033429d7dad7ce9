package worker

import (
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
)

func TestStopEndsMainsThenSidecarsInReverse(t *testing.T) {
	quit := spec("b", mainly, always)
	quit.StopSignal = 3
	p := newPlay(t, spec("s1", sidecar, always), spec("s2", sidecar, always), spec("a", mainly, always), quit)
	p.do("up s1", "up s2", "up a", "up b")
	p.log = nil
	p.do("stop 30")
	p.wants("TERM a", "3 b")
	p.do("a exits 0") // not again, whatever its policy
	p.wants()
	p.state("a", "terminated 0")
	p.do("b exits 1")
	p.wants("TERM s2")
	p.do("s2 exits 0")
	p.wants("TERM s1")
	p.do("wait 30s")
	p.wants("KILL s1")
	p.ended(false)
	p.do("s1 exits 137")
	p.ended(true)
	p.wants()
}

func TestTheGraceIsOfAll(t *testing.T) {
	p := newPlay(t, spec("s", sidecar, always), spec("a", mainly, always))
	p.do("up s", "up a")
	p.log = nil
	p.do("stop 30")
	if p.again != epoch.Add(30*time.Second) {
		t.Errorf("asks to be asked at %s", p.again.Sub(epoch))
	}
	p.do("wait 29s", "wait 1s")
	p.wants("TERM a", "TERM s", "KILL a")
	p.do("wait 1s", "a exits 137")
	p.wants()
	p.do("wait 1s") // the least that a signal has
	p.wants("KILL s")
	p.do("s exits 137")
	p.ended(true)
}

func TestAGraceMayBeLong(t *testing.T) {
	p := newPlay(t, spec("s", sidecar, always), spec("a", mainly, always))
	p.do("up s", "up a")
	p.log = nil
	p.do("stop 600", "wait 599s", "a exits 0")
	p.wants("TERM a", "TERM s")
	p.do("wait 1s")
	p.wants()
	p.do("wait 1s")
	p.wants("KILL s")
}

func TestOfSeveralStopsTheEarliestEndHolds(t *testing.T) {
	p := newPlay(t, spec("a", mainly, always))
	p.do("up a")
	p.log = nil
	p.do("stop 30", "stop 60", "wait 10s", "stop 5", "stop 50", "wait 4s")
	p.wants("TERM a")
	p.do("wait 1s")
	p.wants("KILL a")
}

func TestStopDuringInit(t *testing.T) {
	p := newPlay(t, spec("s", sidecar, always), spec("i", initial, onFailure), spec("m", mainly, always))
	p.do("up s", "up i")
	p.log = nil
	p.do("stop 30", "i exits 143")
	p.wants("TERM i", "TERM s")
	p.do("s exits 0")
	p.wants()
	p.ended(true)
	p.state("i", "terminated 143")
	p.state("m", "waiting PodInitializing")
}

func TestStopDuringBackOff(t *testing.T) {
	p := newPlay(t, spec("a", mainly, always))
	p.do("up a", "a exits 1", "up a", "a exits 1")
	p.log = nil
	p.do("stop 30")
	p.ended(true)
	p.state("a", "terminated 1")
	p.do("wait 1h")
	p.wants()
}

func TestStopWhileItStarts(t *testing.T) {
	p := newPlay(t, spec("a", mainly, always))
	p.wants("start a")
	p.do("stop 30")
	p.wants("TERM a")
	p.do("up a")
	p.wants()
	p.ended(false)
	p.do("a exits 143")
	p.ended(true)
}

func TestStopBeforeAnythingRan(t *testing.T) {
	for name, set := range map[string]func(*Worker){
		"not told":     func(w *Worker) { w.Gathered() },
		"not gathered": func(w *Worker) { w.Told([]contract.ContainerSpecification{spec("a", mainly, always)}, ownGrace) },
		"not laid": func(w *Worker) {
			w.Gathered()
			w.Told([]contract.ContainerSpecification{spec("a", mainly, always)}, ownGrace)
			w.Decide(epoch)
			w.Laid("no", epoch)
		},
	} {
		w := New([]string{"a"})
		set(w)
		w.Stop(30*time.Second, epoch)
		if actions, again := w.Decide(epoch); len(actions) != 0 || !again.IsZero() || !w.Ended() {
			t.Errorf("%s: %v", name, actions)
		}
	}
}

func TestAPodThatEndsStopsItsSidecarsWithinAGraceOfItsOwn(t *testing.T) {
	p := newPlay(t, spec("s", sidecar, always), spec("a", mainly, onFailure))
	p.do("up s", "up a")
	p.log = nil
	p.do("a exits 0")
	p.wants("TERM s")
	if p.again != epoch.Add(ownGrace) {
		t.Errorf("asks to be asked at %s", p.again.Sub(epoch))
	}
	p.do("wait 39s", "stop 60")
	p.wants()
	p.do("wait 1s")
	p.wants("KILL s")
}

func TestALostSupervisorIsNotStartedAgain(t *testing.T) {
	p := newPlay(t, spec("a", mainly, always), spec("b", mainly, never))
	p.do("up a", "up b")
	p.log = nil
	p.do("a lost", "wait 1h")
	p.wants()
	p.state("a", "terminated 137")
	p.do("b exits 0")
	p.ended(true)
	early := New([]string{"a", "b"})
	early.Lost("a", epoch)
	early.Decide(epoch)
	if early.Ended() {
		t.Error("b is still there")
	}
	early.Lost("b", epoch)
	early.Decide(epoch)
	if !early.Ended() {
		t.Error("nothing can run here")
	}
}

func TestALostInitFailsThePod(t *testing.T) {
	for _, kind := range []contract.Kind{initial, sidecar} {
		p := newPlay(t, spec("i", kind, always), spec("m", mainly, always))
		p.do("i lost")
		p.ended(true)
		p.state("m", "waiting PodInitializing")
	}
}
