package worker

import (
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
)

func (m *model) exit(c *modelled, code int) {
	m.note("%s exits with %d", c.Name, code)
	run := contract.Run{FinishedAt: m.now, Code: code}
	if c.up {
		run.StartedAt = &c.began
	}
	c.live, c.code, c.ended = false, code, m.now
	if _, all := c.ruled(); all && !m.anew && m.deadline.IsZero() {
		m.note("all are to begin anew")
		m.anew, c.together = true, true
		for _, other := range m.c {
			other.together = other.together || other.live
		}
	}
	if c.together {
		c.up = false
		m.w.Exited(c.Name, run, m.now)
		return
	}
	if !c.final() {
		if c.quick++; c.up && m.now.Sub(c.began) >= forgiven {
			c.quick = 1
		}
	}
	c.up = false
	m.w.Exited(c.Name, run, m.now)
}

func (m *model) greet(c *modelled, failed bool) {
	m.note("postStart of %s, failed %v", c.Name, failed)
	ends := !m.deadline.IsZero() || c.together
	m.w.PostStarted(c.Name, c.runs-1, !failed, m.now) // of a run that is over: nothing follows
	m.w.PostStarted(c.Name, c.runs, failed, m.now)
	switch {
	case ends: // its end is what is left to come
	case failed:
		c.alone = m.now.Add(ownGrace)
	default:
		c.greeted = true
		c.isUp()
	}
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
		m.doomed = m.doomed || c.Kind == sidecar && !c.wasUp || c.Kind == initial && (c.live || c.together || c.fresh() || c.code != 0)
		c.lost, c.live, c.up = true, false, false
		m.w.Lost(c.Name, m.now)
	case dice < 25 && len(live) > 0:
		c := live[m.random.IntN(len(live))]
		switch {
		case !c.up && !c.killed && m.random.IntN(8) > 0:
			m.note("%s is up", c.Name)
			c.up, c.began = true, m.now
			c.isUp()
			m.w.Started(c.Name, m.now, m.now)
		case c.greeting && !c.greeted && c.alone.IsZero() && m.random.IntN(3) > 0:
			m.greet(c, m.random.IntN(4) == 0)
		case c.leaving && m.random.IntN(2) == 0:
			m.note("preStop of %s is over", c.Name)
			c.leaving, c.left = false, true
			m.w.PreStopped(c.Name, c.runs, m.random.IntN(2) == 0, m.now)
		case len(c.probes.underway) > 0 && m.random.IntN(3) > 0:
			m.answer(c)
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
	ended, restarted, anew := 0, 0, 0
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
		anew += m.begunAnew
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
	if ended < 500 || restarted < 5_000 || anew < 500 {
		t.Errorf("too tame: %d pods ended by themselves or a stop, %d restarts, %d of all", ended, restarted, anew)
	}
}
