package probe

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
)

var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func spec(delay, period, success, failure int) *contract.Probe {
	return &contract.Probe{
		InitialDelaySeconds: delay, PeriodSeconds: period, TimeoutSeconds: 1,
		SuccessThreshold: success, FailureThreshold: failure,
	}
}

// What happens by the second, as "5 Liveness" for a probe that is made, "ok", "no", "error", "warn" for its result
// when it comes at once, "5 ready", "5 started", "5 unready", "5 fatal" for what becomes of it.
func TestInTime(t *testing.T) {
	for name, test := range map[string]struct {
		startup, liveness, readiness *contract.Probe
		results                      string // of all probes, in turn; the last goes on
		until                        int
		leavingAt                    int // 0: never
		want                         string
	}{
		"none":        {until: 100, want: "0 started, 0 ready"},
		"ready":       {readiness: spec(0, 10, 1, 3), results: "ok", until: 25, want: "0 started, 0 Readiness, 0 ready, 10 Readiness, 20 Readiness"},
		"delay":       {readiness: spec(7, 10, 1, 3), results: "ok", until: 10, want: "0 started, 7 Readiness, 7 ready"},
		"in a row":    {readiness: spec(0, 5, 2, 2), results: "ok no ok ok no ok no no ok", until: 39, want: "0 started, 0 Readiness, 5 Readiness, 10 Readiness, 15 Readiness, 15 ready, 20 Readiness, 25 Readiness, 30 Readiness, 35 Readiness, 35 unready"},
		"warning":     {readiness: spec(0, 5, 1, 1), results: "warn", until: 3, want: "0 started, 0 Readiness, 0 ready"},
		"no result":   {liveness: spec(0, 1, 1, 2), results: "no error error no ok", until: 9, want: "0 started, 0 ready, 0 Liveness, 1 Liveness, 2 Liveness, 3 Liveness, 3 fatal"},
		"not alive":   {liveness: spec(3, 10, 1, 3), results: "ok no", until: 99, want: "0 started, 0 ready, 3 Liveness, 13 Liveness, 23 Liveness, 33 Liveness, 33 fatal"},
		"gate":        {startup: spec(1, 2, 1, 9), liveness: spec(0, 10, 1, 1), readiness: spec(4, 10, 1, 1), results: "no no ok", until: 16, want: "1 Startup, 3 Startup, 5 Startup, 5 started, 5 Liveness, 5 Readiness, 5 ready, 15 Liveness, 15 Readiness"},
		"later":       {startup: spec(0, 2, 1, 9), readiness: spec(4, 10, 1, 1), results: "ok", until: 5, want: "0 Startup, 0 started, 4 Readiness, 4 ready"},
		"never up":    {startup: spec(0, 2, 1, 2), liveness: spec(0, 1, 1, 1), results: "no", until: 99, want: "0 Startup, 2 Startup, 2 fatal"},
		"leaving":     {liveness: spec(0, 5, 1, 1), readiness: spec(0, 5, 1, 1), results: "ok", until: 12, leavingAt: 4, want: "0 started, 0 Liveness, 0 Readiness, 0 ready, 5 Readiness, 10 Readiness"},
		"leaving new": {startup: spec(6, 5, 1, 1), readiness: spec(0, 5, 1, 1), results: "ok", until: 12, leavingAt: 4},
	} {
		t.Run(name, func(t *testing.T) {
			s := New(&contract.ContainerSpecification{StartupProbe: test.startup, LivenessProbe: test.liveness, ReadinessProbe: test.readiness}, epoch)
			var log []string
			results := strings.Fields(test.results)
			started, ready := false, false
			for second := 0; second <= test.until; second++ {
				now := epoch.Add(time.Duration(second) * time.Second)
				note := func(what string) { log = append(log, fmt.Sprintf("%d %s", second, what)) }
				look := func() {
					if s.Started() != started {
						started = s.Started()
						note("started")
					}
					if s.Ready() != ready {
						ready = s.Ready()
						note(map[bool]string{true: "ready", false: "unready"}[ready])
					}
				}
				look()
				for {
					due, again := s.Due(now, test.leavingAt > 0 && second >= test.leavingAt)
					if !again.IsZero() && !again.After(now) {
						t.Fatalf("at %d asked to come back at %s", second, again)
					}
					if len(due) == 0 {
						break
					}
					for _, kind := range due {
						note(string(kind))
						result := map[string]Outcome{"ok": Success, "no": Failure, "error": Errored, "warn": Warning}[results[0]]
						results = results[min(1, len(results)-1):]
						if s.Note(kind, result) {
							note("fatal")
						}
						look()
					}
				}
			}
			if got := strings.Join(log, ", "); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestOneAtATimeAndTheNextAtOnceWhenItTookLong(t *testing.T) {
	s := New(&contract.ContainerSpecification{LivenessProbe: spec(0, 10, 1, 1)}, epoch)
	if due, _ := s.Due(epoch, false); !slices.Equal(due, []Kind{Liveness}) {
		t.Fatal(due)
	}
	if due, again := s.Due(epoch.Add(12*time.Second), false); len(due) > 0 || !again.IsZero() {
		t.Fatal(due, again)
	}
	s.Note(Liveness, Success)
	if due, _ := s.Due(epoch.Add(12*time.Second), false); !slices.Equal(due, []Kind{Liveness}) {
		t.Fatal(due)
	}
	s.Note(Liveness, Success)
	if s.Note(Liveness, Failure) { // of a probe that nobody made
		t.Error("fatal")
	}
}

// Whatever comes when: one of a kind at a time, nothing before its delay or the start, never closer than a period
// unless the one before took as long, fatal exactly after so many failures in a row.
func TestWhateverHappens(t *testing.T) {
	fatals, readies := 0, 0
	for seed := range uint64(3_000) {
		random := rand.New(rand.NewPCG(seed, 2))
		kinds := []Kind{Startup, Liveness, Readiness}
		specs := make(map[Kind]*contract.Probe)
		for _, kind := range kinds {
			if random.IntN(3) > 0 {
				specs[kind] = spec(random.IntN(20), 1+random.IntN(20), 1+random.IntN(3), 1+random.IntN(3))
			}
		}
		s := New(&contract.ContainerSpecification{
			StartupProbe: specs[Startup], LivenessProbe: specs[Liveness], ReadinessProbe: specs[Readiness],
		}, epoch)
		began := make(map[Kind]time.Time)
		underway, failed, row := make(map[Kind]bool), make(map[Kind]bool), make(map[Kind][2]int)
		started, ready, leaving := specs[Startup] == nil, specs[Readiness] == nil, false
		now := epoch
		for range 200 {
			due, again := s.Due(now, leaving)
			for _, kind := range due {
				one := specs[kind]
				early := now.Before(epoch.Add(time.Duration(one.InitialDelaySeconds) * time.Second))
				last, before := began[kind]
				if early || underway[kind] || failed[kind] || (kind == Startup) == started || leaving && kind != Readiness ||
					before && now.Sub(last) < time.Duration(one.PeriodSeconds)*time.Second {
					t.Fatalf("seed %d: %s at %s", seed, kind, now.Sub(epoch))
				}
				underway[kind], began[kind] = true, now
			}
			if !again.IsZero() && !again.After(now) {
				t.Fatalf("seed %d: asked for the past", seed)
			}
			idle := true
			for _, kind := range kinds {
				idle = idle && !underway[kind]
				if !underway[kind] || random.IntN(3) == 0 {
					continue
				}
				outcome := Outcome(random.IntN(4))
				underway[kind] = false
				counts := row[kind]
				switch outcome {
				case Success, Warning:
					counts = [2]int{counts[0] + 1, 0}
				case Failure:
					counts = [2]int{0, counts[1] + 1}
				}
				row[kind] = counts
				lost := outcome == Failure && counts[1] >= specs[kind].FailureThreshold
				won := (outcome == Success || outcome == Warning) && counts[0] >= specs[kind].SuccessThreshold
				if fatal := s.Note(kind, outcome); fatal != (lost && kind != Readiness) {
					t.Fatalf("seed %d: %s after %d failures: %v", seed, kind, counts[1], fatal)
				} else if fatal {
					failed[kind] = true
					fatals++
				}
				started = started || won && kind == Startup
				if kind == Readiness {
					ready = ready && !lost || won
				}
			}
			if s.Started() != started || s.Ready() != (started && ready) {
				t.Fatalf("seed %d: started %v, ready %v", seed, s.Started(), s.Ready())
			}
			if s.Ready() && specs[Readiness] != nil {
				readies++
			}
			leaving = leaving || random.IntN(300) == 0
			step := time.Duration(random.IntN(5_000)) * time.Millisecond
			if idle && !again.IsZero() && random.IntN(2) == 0 {
				step = again.Sub(now)
			}
			now = now.Add(step)
		}
	}
	if fatals < 500 || readies < 5_000 {
		t.Errorf("too tame: %d fatal, %d ready", fatals, readies)
	}
}
