package worker

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
)

// firsts is a pod with at least one container that is its own first process, to which anything may happen.
type firsts struct {
	t      *testing.T
	random *rand.Rand
	w      *Worker
	now    time.Time
	again  time.Time
	specs  map[string]contract.ContainerSpecification
	state  map[string]phase
	ran    map[string]bool
	trace  []string
}

func newFirsts(t *testing.T, seed uint64) *firsts {
	f := &firsts{
		t: t, random: rand.New(rand.NewPCG(seed, 2)), now: epoch, trace: []string{fmt.Sprint("seed ", seed)},
		specs: make(map[string]contract.ContainerSpecification), state: make(map[string]phase), ran: make(map[string]bool),
	}
	var names []string
	var told []contract.ContainerSpecification
	add := func(one contract.ContainerSpecification) {
		if f.random.IntN(3) == 0 {
			one.PreStop = &contract.Hook{}
		}
		names, told, f.specs[one.Name] = append(names, one.Name), append(told, one), one
	}
	policy := []contract.Restart{always, onFailure, never}[f.random.IntN(3)]
	if f.random.IntN(2) == 0 {
		add(spec("sidecar", sidecar, always))
	}
	for number := range 1 + f.random.IntN(2) {
		add(itself(fmt.Sprint("first", number), policy))
	}
	if f.random.IntN(2) == 0 {
		add(spec("other", mainly, policy))
	}
	f.w = New(names)
	f.w.Gathered()
	f.w.Told(told, ownGrace)
	return f
}

func (f *firsts) fail(format string, arguments ...any) {
	f.t.Helper()
	f.t.Fatalf("%s\n%s", fmt.Sprintf(format, arguments...), strings.Join(f.trace, "\n"))
}

func (f *firsts) note(format string, arguments ...any) {
	f.trace = append(f.trace, f.now.Sub(epoch).String()+": "+fmt.Sprintf(format, arguments...))
}

func (f *firsts) decide() {
	actions, again := f.w.Decide(f.now)
	f.again = again
	for _, action := range actions {
		first := f.specs[action.Name].FirstProcess
		switch {
		case action.Lay:
			f.w.Laid("", f.now)
			f.decide()
		case action.Start != nil:
			f.note("start %s", action.Name)
			if f.state[action.Name] != idle || first && f.ran[action.Name] {
				f.fail("%s is started again", action.Name)
			}
			f.state[action.Name] = starting
		case action.PreStop != nil:
			f.note("preStop %s", action.Name)
		default:
			f.note("%d for %s", action.Signal, action.Name)
			if first && f.state[action.Name] == running {
				f.fail("nobody can signal %s", action.Name)
			}
		}
	}
	for name, state := range f.state {
		if f.w.Ended() && state != idle && !(f.specs[name].FirstProcess && state == running) {
			f.fail("ended, and %s runs", name)
		}
	}
}

func (f *firsts) exit(name string, code int) {
	f.note("%s exits with %d", name, code)
	run := contract.Run{FinishedAt: f.now, Code: code}
	wasUp := f.state[name] == running
	f.ran[name] = f.ran[name] || wasUp
	f.state[name] = idle
	f.w.Exited(name, run, f.now)
	one := f.specs[name]
	if again := one.Restart == always || one.Restart == onFailure && code != 0; one.FirstProcess && wasUp && again && !f.w.Status().Stopping && !f.w.Ended() {
		f.fail("%s is to run again, and its pod goes on", name)
	}
}

func (f *firsts) step() {
	var names []string
	for _, report := range f.w.Status().Containers {
		names = append(names, report.Name)
	}
	name := names[f.random.IntN(len(names))]
	switch dice := f.random.IntN(12); {
	case dice == 0:
		f.note("stop")
		f.w.Stop(time.Duration(f.random.IntN(60))*time.Second, f.now)
	case dice == 1 && f.random.IntN(3) == 0:
		f.note("engine stops")
		f.w.StoppedByEngine(2*time.Minute, f.now)
	case dice < 6 && f.state[name] == starting:
		f.note("%s is up", name)
		f.state[name] = running
		f.w.Started(name, f.now, f.now)
	case dice < 8 && f.state[name] != idle:
		f.exit(name, f.random.IntN(2))
	case dice == 8:
		f.w.PreStopped(name, f.w.find(name).runs, false, f.now)
	case !f.again.IsZero():
		f.now = f.again
	}
	f.decide()
}

func TestWhateverHappensToItsOwnFirstProcess(t *testing.T) {
	ended, left := 0, 0
	for seed := range uint64(5_000) {
		f := newFirsts(t, seed)
		f.decide()
		for step := 0; step < 40 && !f.w.Ended(); step++ {
			f.step()
		}
		if f.w.Ended() {
			ended++
		}
		f.w.Stop(0, f.now)
		f.decide()
		for range 20 {
			for name, state := range f.state {
				switch {
				case f.w.Ended() || state == idle:
				case state == starting:
					f.state[name] = running
					f.w.Started(name, f.now, f.now)
				case !f.specs[name].FirstProcess: // those end with the task
					f.exit(name, 137)
				}
				f.decide()
			}
			if !f.again.IsZero() {
				f.now = f.again
				f.decide()
			}
		}
		if !f.w.Ended() {
			f.fail("it never ends")
		}
		for name, state := range f.state {
			if state == running && f.specs[name].FirstProcess {
				left++
			}
		}
	}
	if ended < 500 || left < 500 {
		t.Errorf("too tame: %d ended by themselves or a stop, %d left to the engine", ended, left)
	}
}
