package worker

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
)

// ownGrace is of no pod by chance: neither Kubernetes' default nor another test's.
const ownGrace = 40 * time.Second

var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// play is a pod under a clock of its own, whose supervisors do nothing by themselves.
type play struct {
	t   *testing.T
	w   *Worker
	now time.Time
	// log of actions, as "start a", "TERM b", "KILL c", "lay".
	log   []string
	again time.Time
}

func spec(name string, kind contract.Kind, restart contract.Restart) contract.ContainerSpecification {
	return contract.ContainerSpecification{Name: name, Kind: kind, Restart: restart, Command: []string{"x"}}
}

func newPlay(t *testing.T, containers ...contract.ContainerSpecification) *play {
	names := make([]string, len(containers))
	for index, c := range containers {
		names[index] = c.Name
	}
	p := &play{t: t, w: New(names), now: epoch}
	p.w.Gathered()
	p.w.Told(containers, ownGrace)
	p.decide()
	p.wants("lay")
	p.w.Laid("", p.now)
	p.decide()
	return p
}

func (p *play) decide() {
	actions, again := p.w.Decide(p.now)
	p.again = again
	for _, action := range actions {
		switch {
		case action.Lay:
			p.log = append(p.log, "lay")
		case action.Start != nil:
			p.log = append(p.log, "start "+action.Start.Name)
		case action.PostStart != nil:
			p.log = append(p.log, "postStart "+action.Name)
		case action.PreStop != nil:
			p.log = append(p.log, "preStop "+action.Name)
		case action.Probe != nil:
			p.log = append(p.log, string(action.Kind)+" "+action.Name)
		case action.Signal == kill:
			p.log = append(p.log, "KILL "+action.Name)
		case action.Signal == term:
			p.log = append(p.log, "TERM "+action.Name)
		default:
			p.log = append(p.log, fmt.Sprintf("%d %s", action.Signal, action.Name))
		}
	}
}

// do plays "up a", "a exits 3", "a lost", "unstartable a", "refused a", "stop 30", "engine 120", "wait 10s",
// "postStart a done", "preStop a fails" and "kill a 10".
func (p *play) do(events ...string) {
	p.t.Helper()
	for _, event := range events {
		word := strings.Fields(event)
		switch {
		case word[0] == "up":
			p.w.Started(word[1], p.now, p.now)
		case word[0] == "postStart":
			p.w.PostStarted(word[1], p.w.find(word[1]).runs, word[2] == "fails", p.now)
		case word[0] == "preStop":
			p.w.PreStopped(word[1], p.w.find(word[1]).runs, word[2] == "fails", p.now)
		case word[0] == "kill":
			p.w.Kill(word[1], time.Duration(number(word[2]))*time.Second, "unwell", p.now)
		case word[0] == "engine":
			p.w.StoppedByEngine(time.Duration(number(word[1]))*time.Second, p.now)
		case len(word) == 3 && word[1] == "exits":
			code := number(word[2])
			p.w.Exited(word[0], contract.Run{StartedAt: &p.now, FinishedAt: p.now, Code: code}, p.now)
		case len(word) == 2 && word[1] == "lost":
			p.w.Lost(word[0], p.now)
		case word[0] == "unstartable":
			p.w.Exited(word[1], contract.Run{Code: contract.NotStarted, Reason: contract.StartError}, p.now)
		case word[0] == "refused":
			p.w.Exited(word[1], contract.Run{Code: contract.NotStarted, Reason: contract.ConfigError, Message: "no"}, p.now)
		case word[0] == "stop":
			p.w.Stop(time.Duration(number(word[1]))*time.Second, p.now)
		case word[0] == "wait":
			duration, err := time.ParseDuration(word[1])
			if err != nil {
				p.t.Fatal(err)
			}
			p.now = p.now.Add(duration)
		default:
			p.t.Fatalf("what is %q?", event)
		}
		p.decide()
	}
}

func number(text string) (value int) {
	_, _ = fmt.Sscan(text, &value)
	return value
}

// wants exactly these actions since the last time.
func (p *play) wants(actions ...string) {
	p.t.Helper()
	if !slices.Equal(p.log, actions) {
		p.t.Fatalf("at %s: %q, not %q", p.now.Sub(epoch), p.log, actions)
	}
	p.log = nil
}

func (p *play) ended(want bool) {
	p.t.Helper()
	if p.w.Ended() != want || p.w.Status().Ended != want {
		p.t.Fatalf("ended: %v, not %v", p.w.Ended(), want)
	}
}

// state is "waiting REASON", "running" or "terminated CODE".
func (p *play) state(name, want string) {
	p.t.Helper()
	for _, report := range p.w.Status().Containers {
		if report.Name != name {
			continue
		}
		got := string(report.State)
		if report.Reason != "" {
			got += " " + report.Reason
		}
		if report.Run != nil {
			got += fmt.Sprintf(" %d", report.Run.Code)
		}
		if got != want {
			p.t.Fatalf("%s is %s, not %s", name, got, want)
		}
		return
	}
	p.t.Fatalf("no %s", name)
}

// An engine gives an empty volume the mode of the image's own folder when it makes a container.
func TestVolumesAreLaidWhenAllContainersHaveBeenMade(t *testing.T) {
	w := New([]string{"a"})
	w.Told([]contract.ContainerSpecification{spec("a", mainly, always)}, ownGrace)
	if actions, again := w.Decide(epoch); len(actions) != 0 || !again.IsZero() {
		t.Errorf("before: %v", actions)
	}
	w.Gathered()
	if actions, _ := w.Decide(epoch); len(actions) != 1 || !actions[0].Lay {
		t.Errorf("after: %v", actions)
	}
}
