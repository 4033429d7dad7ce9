package worker

import (
	"slices"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/probe"
)

// modelledProbes are those of one run.
type modelledProbes struct {
	underway       []probe.Kind
	failures       map[probe.Kind]int
	started, ready bool
	fatal          bool
}

func newModelledProbes(c *modelled) modelledProbes {
	return modelledProbes{
		failures: make(map[probe.Kind]int), started: c.StartupProbe == nil, ready: c.ReadinessProbe == nil,
	}
}

// withProbes gives some to what may have them; a success is one at once.
func (m *model) withProbes(c *contract.ContainerSpecification) {
	if c.Kind == initial {
		return
	}
	for _, place := range []**contract.Probe{&c.StartupProbe, &c.LivenessProbe, &c.ReadinessProbe} {
		if m.random.IntN(4) == 0 {
			*place = probeOf(m.random.IntN(40), 1+m.random.IntN(40), 1+m.random.IntN(3))
		}
	}
}

func (c *modelled) isUp() {
	c.wasUp = c.wasUp || c.up && (c.PostStart == nil || c.greeted) && c.probes.started
}

func (m *model) asked(c *modelled, action Action) {
	p := &c.probes
	switch {
	case !c.up || c.PostStart != nil && !c.greeted || action.Run != c.runs || slices.Contains(p.underway, action.Kind):
		m.fail("%s is asked: %+v", c.Name, c)
	case (action.Kind == probe.Startup) == p.started:
		m.fail("%s probe of %s, started %v", action.Kind, c.Name, p.started)
	case action.Kind != probe.Readiness && m.leaves(c):
		m.fail("%s probe of %s, which is to end", action.Kind, c.Name)
	case m.now.Sub(c.began) < time.Duration(action.Probe.InitialDelaySeconds)*time.Second:
		m.fail("%s probe of %s after %s", action.Kind, c.Name, m.now.Sub(c.began))
	}
	p.underway = append(p.underway, action.Kind)
}

// answer has one of a container's probes done.
func (m *model) answer(c *modelled) {
	p := &c.probes
	kind := p.underway[m.random.IntN(len(p.underway))]
	p.underway = slices.DeleteFunc(p.underway, func(k probe.Kind) bool { return k == kind })
	outcome := []probe.Outcome{probe.Success, probe.Success, probe.Warning, probe.Failure, probe.Failure, probe.Errored}[m.random.IntN(6)]
	m.note("%s probe of %s: %d", kind, c.Name, outcome)
	leaving := m.leaves(c)
	m.w.Probed(c.Name, c.runs-1, kind, probe.Result{Outcome: probe.Failure}, m.now) // of a run that is over: nothing follows
	m.w.Probed(c.Name, c.runs, kind, probe.Result{Outcome: outcome}, m.now)
	if outcome == probe.Errored || leaving && kind != probe.Readiness {
		return
	}
	well := outcome != probe.Failure
	if p.failures[kind]++; well {
		p.failures[kind] = 0
	}
	spec := map[probe.Kind]*contract.Probe{probe.Startup: c.StartupProbe, probe.Liveness: c.LivenessProbe, probe.Readiness: c.ReadinessProbe}[kind]
	enough := !well && p.failures[kind] >= spec.FailureThreshold
	switch {
	case kind == probe.Readiness:
		p.ready = p.ready && !enough || well
	case enough:
		c.alone, p.fatal = m.now.Add(ownGrace), true
	case kind == probe.Startup && well:
		p.started = true
		c.isUp()
	}
}

func (m *model) probesAreTold(c *modelled, report contract.ContainerReport) {
	started := report.State == contract.Running && c.probes.started
	if report.Started != started || report.Ready != (started && c.probes.ready) {
		m.fail("%s is told as started %v, ready %v: %+v", c.Name, report.Started, report.Ready, c)
	}
}
