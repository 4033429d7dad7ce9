package worker

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
)

// model is what a pod did as its supervisors see it, kept apart from the worker's own state.
type model struct {
	t        *testing.T
	random   *rand.Rand
	w        *Worker
	now      time.Time
	again    time.Time
	specs    []contract.ContainerSpecification
	c        map[string]*modelled
	stopped  bool
	doomed   bool // what has to come before the main containers never will
	deadline time.Time
	trace    []string
}

type modelled struct {
	contract.ContainerSpecification
	live, up, wasUp, lost, terminated, killed bool
	began, ended                              time.Time
	runs, quick                               int
	code                                      int
}

func (m *model) fail(format string, arguments ...any) {
	m.t.Helper()
	m.t.Fatalf("%s\n%s", fmt.Sprintf(format, arguments...), strings.Join(m.trace, "\n"))
}

func (m *model) note(format string, arguments ...any) {
	m.trace = append(m.trace, m.now.Sub(epoch).String()+": "+fmt.Sprintf(format, arguments...))
}

func newModel(t *testing.T, seed uint64) *model {
	m := &model{t: t, random: rand.New(rand.NewPCG(seed, 1)), now: epoch, c: make(map[string]*modelled)}
	policies := []contract.Restart{always, onFailure, never}
	var names []string
	add := func(kind contract.Kind, policy contract.Restart) {
		one := spec(fmt.Sprintf("%s-%d", kind, len(names)), kind, policy)
		names = append(names, one.Name)
		m.specs = append(m.specs, one)
		m.c[one.Name] = &modelled{ContainerSpecification: one}
		m.note("%s %s", one.Name, policy)
	}
	for range m.random.IntN(4) {
		if m.random.IntN(2) == 0 {
			add(sidecar, always)
		} else {
			add(initial, policies[m.random.IntN(3)])
		}
	}
	for range 1 + m.random.IntN(3) {
		add(mainly, policies[m.random.IntN(3)])
	}
	m.w = New(names)
	return m
}

// started checks what the worker wants to start against what happened so far.
func (m *model) started(c *modelled) {
	if c.live || c.lost || m.stopped || m.w.Ended() {
		m.fail("%s is started: %+v", c.Name, c)
	}
	for _, other := range m.specs {
		before := m.c[other.Name]
		if before == c {
			if c.Kind != mainly {
				break
			}
			continue
		}
		if before.Kind == initial && (before.live || before.runs == 0 || before.code != 0) || before.Kind == sidecar && !before.wasUp {
			m.fail("%s is started before %s is done", c.Name, before.Name)
		}
	}
	if c.runs > 0 {
		if c.Kind == initial && c.code == 0 || c.Kind != sidecar && (c.Restart == never || c.Restart == onFailure && c.code == 0) {
			m.fail("%s is started after exit %d", c.Name, c.code)
		}
		var want time.Duration
		for range c.quick - 1 {
			want = min(max(2*want, 10*time.Second), 5*time.Minute)
		}
		if waited := m.now.Sub(c.ended); waited < want || waited > want+time.Hour {
			m.fail("%s is started after %s, not %s", c.Name, waited, want)
		}
	}
	c.live, c.up, c.terminated, c.killed, c.began = true, false, false, false, m.now
	c.runs++
}

func (m *model) signaled(c *modelled, number int) {
	if !c.live {
		m.fail("%d for %s, which does not run", number, c.Name)
	}
	if number == kill {
		if c.killed || m.now.Before(m.deadline) {
			m.fail("KILL for %s before %s", c.Name, m.deadline.Sub(epoch))
		}
		c.killed = true
		return
	}
	if c.terminated {
		m.fail("%s is told twice", c.Name)
	}
	c.terminated = true
	later := false
	for _, other := range m.specs {
		o := m.c[other.Name]
		if c.Kind == sidecar && o.live && (o.Kind != sidecar || later) {
			m.fail("%s is told to end before %s", c.Name, o.Name)
		}
		later = later || o == c
	}
	if c.Kind != sidecar && !m.stopped && !m.doomed {
		m.fail("%s is told to end and nobody stopped the pod", c.Name)
	}
}

func (m *model) decide() {
	// The deadline is known before what it allows.
	if m.deadline.IsZero() && !m.stopped && m.w.told && m.w.closing() {
		m.deadline = m.now.Add(ownGrace)
	}
	actions, again := m.w.Decide(m.now)
	m.again = again
	for _, action := range actions {
		c := m.c[action.Name]
		switch {
		case action.Lay:
			m.note("lay")
			failure := []string{"", "no"}[m.random.IntN(2)]
			m.w.Laid(failure, m.now)
			m.decide()
		case action.Start != nil:
			m.note("start %s", action.Name)
			m.started(c)
		default:
			m.note("%d for %s", action.Signal, action.Name)
			m.signaled(c, action.Signal)
		}
	}
	for _, c := range m.c {
		if c.live && !c.killed && !m.deadline.IsZero() && !m.now.Before(m.deadline) {
			m.fail("%s outlives the grace", c.Name)
		}
		if c.live && m.w.Ended() {
			m.fail("ended, and %s runs", c.Name)
		}
	}
	for _, report := range m.w.Status().Containers {
		c := m.c[report.Name]
		if !c.lost && c.live == (report.State == contract.Terminated) && c.live || c.up != (report.State == contract.Running) {
			m.fail("%s is told as %s: %+v", c.Name, report.State, c)
		}
		if c.up && report.Restarts != c.runs-1 {
			m.fail("%s: %d restarts of %d runs", c.Name, report.Restarts, c.runs)
		}
	}
}

func (m *model) exit(c *modelled, code int) {
	m.note("%s exits with %d", c.Name, code)
	run := contract.Run{FinishedAt: m.now, Code: code}
	if c.up {
		run.StartedAt = &c.began
	}
	if c.quick++; c.up && m.now.Sub(c.began) >= forgiven {
		c.quick = 1
	}
	c.live, c.up, c.code, c.ended = false, false, code, m.now
	m.w.Exited(c.Name, run, m.now)
}

// step lets one thing happen.
func (m *model) step() {
	var live []*modelled
	for _, spec := range m.specs {
		if c := m.c[spec.Name]; c.live {
			live = append(live, c)
		}
	}
	switch dice := m.random.IntN(40); {
	case dice == 0 && !m.stopped:
		grace := time.Duration(m.random.IntN(100)) * time.Second
		m.note("stop within %s", grace)
		if at := m.now.Add(grace); m.deadline.IsZero() || at.Before(m.deadline) {
			m.deadline = at
		}
		m.stopped = true
		m.w.Stop(grace, m.now)
	case dice == 1:
		c := m.c[m.specs[m.random.IntN(len(m.specs))].Name]
		m.note("%s is lost", c.Name)
		m.doomed = m.doomed || c.Kind == sidecar && !c.wasUp || c.Kind == initial && (c.live || c.runs == 0 || c.code != 0)
		c.lost, c.live, c.up = true, false, false
		m.w.Lost(c.Name, m.now)
	case dice < 25 && len(live) > 0:
		c := live[m.random.IntN(len(live))]
		switch {
		case !c.up && !c.killed && m.random.IntN(8) > 0:
			m.note("%s is up", c.Name)
			c.up, c.wasUp, c.began = true, true, m.now
			m.w.Started(c.Name, m.now, m.now)
		case !c.up:
			m.exit(c, contract.NotStarted)
		default:
			m.exit(c, m.random.IntN(3)%2)
		}
	case dice < 32 && !m.again.IsZero():
		m.now = m.again
	default:
		m.now = m.now.Add(time.Duration(m.random.IntN(700)) * time.Second / 10)
		if m.random.IntN(20) == 0 {
			m.now = m.now.Add(11 * time.Minute)
		}
		if !m.again.IsZero() && m.now.After(m.again) {
			m.now = m.again // the timer comes first
		}
	}
	m.decide()
	if !m.w.Ended() && len(live) == 0 && m.again.IsZero() {
		for _, c := range m.c {
			if c.live {
				return
			}
		}
		m.fail("nothing runs, nothing is waited for, and the pod has not ended")
	}
}

func TestWhateverHappens(t *testing.T) {
	ended, restarted := 0, 0
	for seed := range uint64(5_000) {
		m := newModel(t, seed)
		m.note("seed %d", seed)
		m.w.Gathered()
		m.w.Told(m.specs, ownGrace)
		m.decide()
		for range 80 {
			m.step()
		}
		if m.w.Ended() {
			ended++
		}
		for _, c := range m.c {
			restarted += max(0, c.runs-1)
		}
		if !m.stopped {
			m.stopped, m.deadline = true, m.now
			m.w.Stop(0, m.now)
			m.decide()
		}
		for range 1_000 {
			if m.w.Ended() {
				break
			}
			for _, c := range m.c {
				if c.live {
					m.exit(c, 137)
				}
			}
			m.decide()
		}
		if !m.w.Ended() {
			m.fail("it never ends")
		}
	}
	if ended < 500 || restarted < 5_000 {
		t.Errorf("too tame: %d pods ended by themselves or a stop, %d restarts", ended, restarted)
	}
}
