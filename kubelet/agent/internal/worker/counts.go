package worker

import (
	"cmp"
	"slices"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/probe"
)

// counted is one counter of probes.
type counted struct {
	container, result string
	kind              probe.Kind
}

// count notes a result that says something of a run.
func (w *Worker) count(name string, kind probe.Kind, outcome probe.Outcome) {
	result := contract.Successful // a warning, too, as the kubelet has it
	switch outcome {
	case probe.Failure:
		result = contract.Failed
	case probe.Errored:
		result = contract.Unknown
	}
	w.counts[counted{name, result, kind}]++
}

// ProbeCounts are how often probes have ended how, in a stable order.
func (w *Worker) ProbeCounts() []contract.ProbeCount {
	counts := make([]contract.ProbeCount, 0, len(w.counts))
	for of, count := range w.counts {
		counts = append(counts, contract.ProbeCount{Container: of.container, Kind: string(of.kind), Result: of.result, Count: count})
	}
	slices.SortFunc(counts, func(a, b contract.ProbeCount) int {
		return cmp.Or(cmp.Compare(a.Container, b.Container), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Result, b.Result))
	})
	return counts
}
