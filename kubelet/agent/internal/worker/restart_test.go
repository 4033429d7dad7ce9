package worker

import (
	"testing"

	"fnk.dev/agent/internal/contract"
)

// On an exit with 42 all containers begin anew.
func restarting(one contract.ContainerSpecification) contract.ContainerSpecification {
	one.RestartOn = []contract.ExitRule{
		{Operator: contract.In, Values: []int{41}},
		{Operator: contract.In, Values: []int{41, 42}, All: true},
	}
	return one
}

func (p *play) report(name string) contract.ContainerReport {
	p.t.Helper()
	for _, report := range p.w.Status().Containers {
		if report.Name == name {
			return report
		}
	}
	p.t.Fatalf("no %s", name)
	return contract.ContainerReport{}
}

func (p *play) restarting(want bool) {
	p.t.Helper()
	if got := p.w.Status().Restarting; got != want {
		p.t.Fatalf("restarting: %v", got)
	}
}

func TestAllBeginAnew(t *testing.T) {
	source, hooked := restarting(spec("source", mainly, never)), spec("m", mainly, always)
	hooked.PreStop = &contract.Hook{}
	p := newPlay(t, spec("i", initial, never), spec("s", sidecar, always), source, hooked, spec("done", mainly, never))
	p.do("up i", "i exits 0", "up s", "up source", "up m", "up done", "done exits 3")
	p.log = nil
	p.do("source exits 42")
	p.wants("TERM m") // without its hook, and before the sidecar
	p.restarting(true)
	p.state("source", "terminated 42")
	p.state("m", "running")
	p.state("done", "terminated 3")
	p.do("wait 1s", "wait 1s")
	p.wants("KILL m")
	p.do("m exits 137")
	p.wants("TERM s")
	p.state("m", "terminated 137")
	p.do("s exits 143")
	p.wants("start i") // at once
	p.restarting(false)
	for _, name := range []string{"i", "s", "source", "m", "done"} {
		p.state(name, "waiting PodInitializing")
		report := p.report(name)
		if last := report.Last; report.Restarts != 0 || last.Code != 137 || last.Reason != "RestartingAllContainers" ||
			last.Message != "The container is removed because RestartAllContainers in place" || last.StartedAt == nil {
			t.Errorf("%s: %+v, last %+v", name, report, last)
		}
	}
	p.do("up i", "i exits 0", "up s", "up source", "up m", "up done")
	p.wants("start s", "start source", "start m", "start done")
	for _, name := range []string{"i", "s", "source", "m", "done"} {
		if report := p.report(name); report.Restarts != 1 {
			t.Errorf("%+v", report)
		}
	}
	var told []string
	for _, event := range p.w.Status().Events {
		told = append(told, event.Reason+" "+event.Container+" "+event.Message)
	}
	if len(told) != 2 || told[0] != "Killing m killing" || told[1] != "Killing s killing" {
		t.Errorf("%q", told)
	}
}

func TestAPodBeginsAnewOnceASecondAtMost(t *testing.T) {
	p := newPlay(t, restarting(spec("m", mainly, never)))
	p.do("up m", "m exits 42", "up m")
	p.log = nil
	p.do("m exits 42")
	p.wants()
	p.restarting(true)
	p.do("wait 1s")
	p.wants("start m")
	p.restarting(false)
}

func TestWhoseExitHasAllBeginAnew(t *testing.T) {
	for name, test := range map[string]struct {
		containers []contract.ContainerSpecification
		before     []string
		exit       string
		then       []string
	}{
		"the only one":                 {[]contract.ContainerSpecification{restarting(spec("a", mainly, never))}, []string{"up a"}, "a exits 42", []string{"start a"}},
		"that could not run":           {[]contract.ContainerSpecification{restarting(spec("a", mainly, never))}, nil, "a exits 42", []string{"start a"}},
		"the first rule's":             {[]contract.ContainerSpecification{restarting(spec("a", mainly, never)), spec("b", mainly, never)}, []string{"up a", "up b"}, "a exits 41", []string{"start a"}},
		"another code":                 {[]contract.ContainerSpecification{restarting(spec("a", mainly, never)), spec("b", mainly, never)}, []string{"up a", "up b"}, "a exits 1", nil},
		"an init container's":          {[]contract.ContainerSpecification{spec("i", initial, never), restarting(spec("j", initial, never)), spec("a", mainly, never)}, []string{"up i", "i exits 0", "up j"}, "j exits 42", []string{"start i"}},
		"a sidecar's":                  {[]contract.ContainerSpecification{spec("i", initial, never), restarting(spec("s", sidecar, always)), spec("a", mainly, never)}, []string{"up i", "i exits 0", "up s"}, "s exits 42", []string{"TERM a"}},
		"of one that is to be refused": {[]contract.ContainerSpecification{restarting(spec("a", mainly, never)), spec("b", mainly, never)}, []string{"up b"}, "refused a", nil},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlay(t, test.containers...)
			p.do(test.before...)
			p.log = nil
			p.do(test.exit)
			p.wants(test.then...)
		})
	}
}

// It succeeded, which for one that has a rule for that is no end.
func TestAnInitContainerThatSucceedsMayHaveAllBeginAnew(t *testing.T) {
	one := spec("i", initial, never)
	one.RestartOn = []contract.ExitRule{{Operator: contract.In, Values: []int{0}, All: true}}
	p := newPlay(t, one, spec("a", mainly, never))
	p.do("up i")
	p.log = nil
	p.do("i exits 0")
	p.wants("start i")
}

func TestNothingBeginsAnewInAPodThatEnds(t *testing.T) {
	p := newPlay(t, restarting(spec("a", mainly, always)), spec("b", mainly, always))
	p.do("up a", "up b")
	p.log = nil
	p.do("stop 30", "a exits 42")
	p.wants("TERM a", "TERM b")
	p.restarting(false)
	p.do("b exits 0")
	p.ended(true)

	p = newPlay(t, restarting(spec("a", mainly, always)), spec("b", mainly, always))
	p.do("up a", "up b", "a exits 42")
	p.log = nil
	p.do("stop 30", "b exits 0") // it was told already
	p.wants()
	p.restarting(false)
	p.ended(true)
	p.state("a", "terminated 42")
}

func TestWhatCannotBeginAnewEndsThePod(t *testing.T) {
	p := newPlay(t, spec("i", initial, never), restarting(spec("a", mainly, never)))
	p.do("up i", "i exits 0", "up a", "i lost")
	p.log = nil
	p.do("a exits 42")
	p.wants()
	p.ended(true)
}

// Nor is it the first postStart: those after it wait for that, too.
func TestBackOffAndHooksBeginAnewWithAll(t *testing.T) {
	greeted := spec("g", mainly, always)
	greeted.PostStart = &contract.Hook{}
	p := newPlay(t, greeted, restarting(spec("a", mainly, always)))
	p.do("up g", "postStart g done", "up a", "a exits 1", "up a", "a exits 1")
	p.state("a", "waiting CrashLoopBackOff")
	p.do("wait 10s", "up a")
	p.log = nil
	p.do("a exits 42", "g exits 143")
	p.wants("TERM g", "start g")
	p.state("a", "waiting ContainerCreating")
	p.do("up g", "postStart g done")
	p.wants("postStart g", "start a")
	p.do("up a", "a exits 1") // its back-off goes on as it was
	if p.again != p.now.Add(2*firstBackOff) {
		t.Errorf("again after %s", p.again.Sub(p.now))
	}
}
