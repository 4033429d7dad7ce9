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
	t         *testing.T
	random    *rand.Rand
	w         *Worker
	now       time.Time
	again     time.Time
	specs     []contract.ContainerSpecification
	c         map[string]*modelled
	stopped   bool
	begunAnew int
	anew      bool // all are to end for the pod to begin anew
	doomed    bool // what has to come before the main containers never will
	deadline  time.Time
	trace     []string
}

type modelled struct {
	contract.ContainerSpecification
	live, up, wasUp, lost, terminated, killed bool
	greeting, greeted, leaving, left          bool // postStart, preStop of the present run
	began, ended, terminatedAt                time.Time
	alone                                     time.Time // when it was to end alone, zero: not
	runs, quick                               int
	afresh                                    int  // runs before the pod began anew
	together                                  bool // has ended, or has to, for the pod to begin anew
	code                                      int
	probes                                    modelledProbes
}

// ruled says whether a rule has the last run followed by another, and by another of all.
func (c *modelled) ruled() (again, all bool) {
	for _, rule := range c.RestartOn {
		listed := false
		for _, value := range rule.Values {
			listed = listed || value == c.code
		}
		if listed == (rule.Operator == contract.In) {
			return true, rule.All
		}
	}
	return false, false
}

// final says whether no other run follows the last, but one of all.
func (c *modelled) final() bool {
	again, _ := c.ruled()
	return c.Kind == initial && c.code == 0 ||
		c.Kind != sidecar && !again && (c.Restart == never || c.Restart == onFailure && c.code == 0 && !c.probes.fatal)
}

// fresh says whether it did not run since the pod began anew.
func (c *modelled) fresh() bool { return c.runs == c.afresh }

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
		for m.random.IntN(3) == 0 {
			one.RestartOn = append(one.RestartOn, contract.ExitRule{
				Operator: []contract.Operator{contract.In, contract.NotIn}[m.random.IntN(2)],
				Values:   []int{m.random.IntN(2)}, All: m.random.IntN(3) == 0,
			})
		}
		if m.random.IntN(3) == 0 {
			one.PostStart = &contract.Hook{}
		}
		if m.random.IntN(2) == 0 {
			one.PreStop = &contract.Hook{}
		}
		m.withProbes(&one)
		names = append(names, one.Name)
		m.specs = append(m.specs, one)
		m.c[one.Name] = &modelled{ContainerSpecification: one}
		m.note("%s %s %+v, postStart %v, preStop %v", one.Name, policy, one.RestartOn, one.PostStart != nil, one.PreStop != nil)
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
	if c.live || c.lost || m.stopped || m.anew || m.w.Ended() {
		m.fail("%s is started: %+v", c.Name, c)
	}
	for _, other := range m.specs {
		before := m.c[other.Name]
		if before == c {
			break
		}
		if before.Kind == initial && (before.live || before.fresh() || before.code != 0) || before.Kind == sidecar && !before.wasUp {
			m.fail("%s is started before %s is done", c.Name, before.Name)
		}
		if before.Kind == mainly && before.live && before.runs == before.afresh+1 && before.PostStart != nil && !before.greeted {
			m.fail("%s is started while %s is greeted", c.Name, before.Name)
		}
	}
	if !c.fresh() {
		if c.final() {
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
	c.greeting, c.greeted, c.leaving, c.left, c.alone = false, false, false, false, time.Time{}
	c.runs++
	c.probes = newModelledProbes(c)
}

// leaves says whether a run is to end, though it may have no time for it yet.
func (m *model) leaves(c *modelled) bool { return c.together || !m.by(c).IsZero() }

// by is when a run has to end, and lately when it is killed.
func (m *model) by(c *modelled) time.Time { return earlier(m.deadline, c.alone) }

func (m *model) lately(c *modelled) time.Time {
	by := m.by(c)
	if least := c.terminatedAt.Add(2 * time.Second); c.terminated && least.After(by) {
		return least
	}
	return by
}

func (m *model) hooked(c *modelled, action Action) {
	switch {
	case !c.up || c.terminated || action.Run != c.runs:
		m.fail("a hook of %s: %+v", c.Name, c)
	case action.PostStart != nil && (c.greeting || c.greeted || c.PostStart == nil || m.leaves(c)):
		m.fail("%s is greeted: %+v", c.Name, c)
	case action.PreStop != nil && (c.leaving || c.left || c.PreStop == nil || m.by(c).IsZero() || !m.now.Before(m.by(c))):
		m.fail("%s is to leave: %+v", c.Name, c)
	}
	c.greeting, c.leaving = c.greeting || action.PostStart != nil, c.leaving || action.PreStop != nil
}

func (m *model) signaled(c *modelled, number int) {
	if !c.live {
		m.fail("%d for %s, which does not run", number, c.Name)
	}
	if c.together && m.deadline.IsZero() && !c.terminated {
		c.alone = m.now
		for _, other := range m.c {
			if c.Kind != mainly && other.Kind == mainly && other.live {
				m.fail("%s is told to begin anew before %s", c.Name, other.Name)
			}
		}
	}
	if number == kill {
		if c.killed || !c.terminated || m.by(c).IsZero() || m.now.Before(m.lately(c)) {
			m.fail("KILL for %s before %s", c.Name, m.lately(c).Sub(epoch))
		}
		c.killed = true
		return
	}
	if c.terminated {
		m.fail("%s is told twice", c.Name)
	}
	c.terminated, c.terminatedAt = true, m.now
	late := !m.by(c).IsZero() && !m.now.Before(m.by(c))
	if c.leaving && !late {
		m.fail("%s is told to end before its preStop is over", c.Name)
	}
	later := false
	for _, other := range m.specs {
		o := m.c[other.Name]
		if c.Kind == sidecar && !late && c.alone.IsZero() && o.live && (o.Kind != sidecar || later) {
			m.fail("%s is told to end before %s", c.Name, o.Name)
		}
		later = later || o == c
	}
	if c.Kind != sidecar && !m.stopped && !m.doomed && c.alone.IsZero() {
		m.fail("%s is told to end and nobody stopped the pod", c.Name)
	}
}

// beginAnew forgets what was when the last of those has ended that ran when a rule of one asked for it.
func (m *model) beginAnew() {
	if !m.anew || !m.deadline.IsZero() {
		return
	}
	for _, c := range m.c {
		if c.live {
			return
		}
	}
	m.note("all begin anew")
	m.anew = false
	m.begunAnew++
	for _, c := range m.c {
		c.together, c.wasUp, c.afresh, c.alone = false, false, c.runs, time.Time{}
		m.doomed = m.doomed || c.lost && c.Kind != mainly
	}
}

func (m *model) decide() {
	// The deadline is known before what it allows.
	if m.deadline.IsZero() && !m.stopped && m.w.told && m.w.closing() {
		m.deadline = m.now.Add(ownGrace)
	}
	m.beginAnew()
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
		case action.Probe != nil:
			m.note("%s probe of %s", action.Kind, action.Name)
			m.asked(c, action)
		case action.PostStart != nil || action.PreStop != nil:
			m.note("hook of %s: postStart %v", action.Name, action.PostStart != nil)
			m.hooked(c, action)
		default:
			m.note("%d for %s", action.Signal, action.Name)
			m.signaled(c, action.Signal)
		}
	}
	for _, c := range m.c {
		if c.live && !c.killed && !m.by(c).IsZero() && !m.now.Before(m.lately(c)) {
			m.fail("%s outlives the grace", c.Name)
		}
		if c.live && m.w.Ended() {
			m.fail("ended, and %s runs", c.Name)
		}
	}
	for _, report := range m.w.Status().Containers {
		c := m.c[report.Name]
		if !c.lost && c.live == (report.State == contract.Terminated) && c.live ||
			(c.up && (c.PostStart == nil || c.greeted)) != (report.State == contract.Running) {
			m.fail("%s is told as %s: %+v", c.Name, report.State, c)
		}
		m.probesAreTold(c, report)
		if report.State == contract.Running && report.Restarts != c.runs-1 {
			m.fail("%s: %d restarts of %d runs", c.Name, report.Restarts, c.runs)
		}
	}
}
