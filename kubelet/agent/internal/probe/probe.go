// Package probe decides when a container is probed and what its results mean, as the kubelet's prober does
// (pkg/kubelet/prober). It makes no probe itself and asks no clock.
package probe

import (
	"time"

	"fnk.dev/agent/internal/contract"
)

// Kind of a probe, as events name it.
type Kind string

// Kinds of probes.
const (
	Startup   Kind = "Startup"
	Liveness  Kind = "Liveness"
	Readiness Kind = "Readiness"
)

// Outcome of one probe.
type Outcome int

// Outcomes. A Warning counts as a success; what Errored could not be made, which says nothing of the container.
const (
	Success Outcome = iota
	Failure
	Warning
	Errored
)

// Result is the outcome of one probe, with what is said of it.
type Result struct {
	Outcome Outcome
	Output  string
}

// State is that of the probes of one run of a container.
type State struct {
	startup, liveness, readiness series
}

// series are the results of one probe.
type series struct {
	spec     *contract.Probe // nil: there is none
	next     time.Time
	underway bool
	// passing is what the results so far come to.
	passing bool
	// failed ends the series: the run is to end.
	failed bool
	last   bool
	row    int // of results like the last
}

// New has those of a run that began then.
func New(container *contract.ContainerSpecification, began time.Time) *State {
	return &State{
		startup:   begin(container.StartupProbe, began),
		liveness:  begin(container.LivenessProbe, began),
		readiness: begin(container.ReadinessProbe, began),
	}
}

func begin(spec *contract.Probe, began time.Time) series {
	if spec == nil {
		return series{passing: true}
	}
	return series{spec: spec, next: began.Add(time.Duration(spec.InitialDelaySeconds) * time.Second)}
}

// Started says whether the startup probe has succeeded, if there is one.
func (s *State) Started() bool { return s.startup.passing }

// Ready says whether the readiness probe has, too.
func (s *State) Ready() bool { return s.Started() && s.readiness.passing }

// Due returns those that are to be made now, and when to ask again if nothing happens before; zero: not by itself.
// They are taken as begun. Of a run that is to end only its readiness is asked for.
func (s *State) Due(now time.Time, leaving bool) (due []Kind, again time.Time) {
	ask := func(kind Kind, wanted bool) {
		one := s.of(kind)
		switch {
		case one.spec == nil || one.underway || one.failed || !wanted:
		case now.Before(one.next):
			if again.IsZero() || one.next.Before(again) {
				again = one.next
			}
		default:
			one.underway = true
			one.next = now.Add(time.Duration(one.spec.PeriodSeconds) * time.Second)
			due = append(due, kind)
		}
	}
	ask(Startup, !s.Started() && !leaving)
	ask(Liveness, s.Started() && !leaving)
	ask(Readiness, s.Started())
	return due, again
}

// Note takes the result of one that was due. It says whether the run is to end for it.
func (s *State) Note(kind Kind, outcome Outcome) (fatal bool) {
	one := s.of(kind)
	if !one.underway {
		return false
	}
	one.underway = false
	if outcome == Errored {
		return false
	}
	well := outcome != Failure
	if well != one.last {
		one.row = 0
	}
	one.last = well
	one.row++
	threshold := one.spec.SuccessThreshold
	if !well {
		threshold = one.spec.FailureThreshold
	}
	if one.row < threshold {
		return false
	}
	one.passing = well
	one.failed = !well && kind != Readiness
	return one.failed
}

// Spec of a probe.
func (s *State) Spec(kind Kind) *contract.Probe { return s.of(kind).spec }

func (s *State) of(kind Kind) *series {
	switch kind {
	case Startup:
		return &s.startup
	case Liveness:
		return &s.liveness
	default:
		return &s.readiness
	}
}
