package worker

import (
	"reflect"
	"testing"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/probe"
)

func TestProbesAreCountedByTheirResults(t *testing.T) {
	p := newPlay(t, probed("a", mainly, always, nil, probeOf(0, 10, 9), probeOf(0, 10, 2)))
	if counts := p.w.ProbeCounts(); counts == nil || len(counts) != 0 {
		t.Fatalf("%+v", counts)
	}
	p.do("up a")
	p.probed("a", probe.Readiness, probe.Failure, "")
	p.do("wait 10s")
	p.probed("a", probe.Readiness, probe.Success, "")
	p.do("wait 10s")
	p.probed("a", probe.Readiness, probe.Warning, "")
	p.probed("a", probe.Liveness, probe.Errored, "")
	p.do("a exits 1", "up a")
	p.w.Probed("a", 1, probe.Readiness, probe.Result{Outcome: probe.Failure}, p.now) // of the run before
	want := []contract.ProbeCount{
		{Container: "a", Kind: "Liveness", Result: "unknown", Count: 1},
		{Container: "a", Kind: "Readiness", Result: "failed", Count: 1},
		{Container: "a", Kind: "Readiness", Result: "successful", Count: 2},
	}
	if counts := p.w.ProbeCounts(); !reflect.DeepEqual(counts, want) {
		t.Errorf("%+v", counts)
	}
}
