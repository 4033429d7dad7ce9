// Package serve is the agent's server: the pod's worker with its hands, and the calls by which the node
// reads and changes it.
package serve

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"reflect"
	"sync"
	"time"

	"fnk.dev/agent/internal/check"
	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/control"
	"fnk.dev/agent/internal/volumes"
	"fnk.dev/agent/internal/worker"
)

// What a pod's state refuses.
var (
	ErrOther   = errors.New("the task runs something else already")
	ErrStopped = errors.New("the pod was stopped")
	ErrNotTold = errors.New("the pod has not been told what to run")
)

// RefusedError is of a call that is wrong in itself.
type RefusedError struct{ Reason error }

func (e *RefusedError) Error() string { return e.Reason.Error() }

// orders go to one container's supervisor.
type orders interface {
	Send(control.Order) error
}

// Pod carries out what its worker decides. What is not started waits: for its supervisor, for Run, for its
// volumes.
type Pod struct {
	names   []string
	volumes *volumes.Keeper
	ended   chan struct{}
	heard   chan struct{}
	hear    sync.Once

	mutex       sync.Mutex
	worker      *worker.Worker
	supervisors map[string]orders
	told        [sha256.Size]byte // what Run took; the contents of volumes are not kept for that
	network     *contract.Network
	hooks       *hooks
	checker     *check.Checker
	streams     *streams
	timer       *time.Timer
	status      contract.AgentStatus
	changed     chan struct{} // closed and replaced with each change
}

// NewPod has containers of these names, all waiting.
func NewPod(names []string, keeper *volumes.Keeper) *Pod {
	p := &Pod{
		names:       names,
		volumes:     keeper,
		worker:      worker.New(names),
		supervisors: make(map[string]orders),
		changed:     make(chan struct{}),
		ended:       make(chan struct{}),
		heard:       make(chan struct{}),
		hooks:       newHooks(),
		checker:     check.New(),
		streams:     newStreams(),
	}
	p.timer = time.AfterFunc(time.Hour, func() { p.step(func(time.Time) {}) })
	p.timer.Stop()
	p.status = p.worker.Status()
	p.status.Version = 1
	return p
}

// Attach takes a container's supervisor.
func (p *Pod) Attach(name string, supervisor orders) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.supervisors[name] = supervisor
	if p.worker.Ended() {
		_ = supervisor.Send(control.Order{End: true})
	}
}

// Gathered says that all supervisors are attached and their socket is gone: containers may be started.
func (p *Pod) Gathered() { p.step(func(time.Time) { p.worker.Gathered() }) }

// Run takes what the pod is to run. The same again changes nothing: a node whose answer was lost asks twice.
func (p *Pod) Run(specification contract.PodSpecification) error {
	if err := specification.Validate(p.names); err != nil {
		return &RefusedError{err}
	}
	text, err := json.Marshal(specification)
	if err != nil {
		return &RefusedError{err}
	}
	sum := sha256.Sum256(text)
	p.step(func(time.Time) {
		switch {
		case p.status.Told && sum == p.told:
		case p.status.Told:
			err = ErrOther
		case p.status.Stopping || p.worker.Ended():
			err = ErrStopped
		default:
			p.told, p.network = sum, specification.Network
			p.volumes.Told(specification.Volumes)
			p.worker.Told(specification.Containers,
				time.Duration(specification.TerminationGracePeriodSeconds)*time.Second)
		}
	})
	return err
}

// Update replaces the files of volumes.
func (p *Pod) Update(update []contract.Volume) error {
	if err := contract.ValidateVolumes(update); err != nil {
		return &RefusedError{err}
	}
	p.mutex.Lock()
	told := p.status.Told
	p.mutex.Unlock()
	if !told {
		return ErrNotTold
	}
	err := p.volumes.Update(update)
	if errors.Is(err, volumes.ErrUnknown) {
		return &RefusedError{err}
	}
	return err
}

// Stop ends the pod: by signal now, by KILL after the grace. Of several calls the earliest end holds.
func (p *Pod) Stop(grace time.Duration) {
	p.step(func(now time.Time) { p.worker.Stop(grace, now) })
}

// StoppedByEngine ends a pod whose containers have got their signals.
func (p *Pod) StoppedByEngine(grace time.Duration) {
	p.step(func(now time.Time) { p.worker.StoppedByEngine(grace, now) })
}

// StopUnlessStarted ends a pod that was never started.
func (p *Pod) StopUnlessStarted() {
	p.step(func(now time.Time) {
		if !p.worker.Begun() {
			p.worker.Stop(0, now)
		}
	})
}

// Started notes that a container's program runs.
func (p *Pod) Started(name string, at time.Time) {
	p.step(func(now time.Time) { p.worker.Started(name, at, now) })
}

// Exited notes how a container's run ended.
func (p *Pod) Exited(name string, run contract.Run) {
	p.step(func(now time.Time) {
		p.hooks.over(name)
		p.worker.Exited(name, run, now)
	})
}

// Lost notes that a supervisor is gone. At the pod's end they go as they were told to.
func (p *Pod) Lost(name string) {
	p.step(func(now time.Time) {
		p.hooks.over(name)
		p.worker.Lost(name, now.UTC())
	})
}

// step notes a fact, does what the worker decides then, and tells those who wait for the status.
func (p *Pod) step(fact func(now time.Time)) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	now := time.Now()
	fact(now)
	p.timer.Stop()
	actions, again := p.worker.Decide(now)
	for _, action := range actions {
		p.do(action)
	}
	if !again.IsZero() {
		p.timer.Reset(again.Sub(now))
	}
	status := p.worker.Status()
	status.Version = p.status.Version
	if !reflect.DeepEqual(status, p.status) {
		status.Version++
		p.status = status
		close(p.changed)
		p.changed = make(chan struct{})
	}
	if p.worker.Ended() {
		p.end()
	}
}

// do acts; a supervisor whose connection broke is told of by Lost.
func (p *Pod) do(action worker.Action) {
	switch {
	case action.Lay:
		go func() {
			failure := ""
			if err := p.volumes.Lay(); err != nil {
				failure = err.Error()
			}
			p.step(func(now time.Time) { p.worker.Laid(failure, now) })
		}()
	case action.Start != nil:
		order := control.Order{Start: action.Start, Network: p.network}
		files, err := p.volumes.Files(action.Name)
		if err != nil {
			order.Unready = err.Error()
		}
		order.Files = files
		_ = p.supervisors[action.Name].Send(order)
	case action.PostStart != nil:
		p.hook(action.Name, action.PostStart, func(failed bool, now time.Time) {
			p.worker.PostStarted(action.Name, action.Run, failed, now)
		})
	case action.PreStop != nil:
		p.hook(action.Name, action.PreStop, func(failed bool, now time.Time) {
			p.worker.PreStopped(action.Name, action.Run, failed, now)
		})
	case action.Probe != nil:
		p.probe(action)
	default:
		_ = p.supervisors[action.Name].Send(control.Order{Signal: action.Signal})
	}
}

// end lets the supervisors exit with their containers' codes, so that the stopped task tells the truth.
func (p *Pod) end() {
	if p.over() {
		return
	}
	close(p.ended)
	if !p.status.Told {
		p.hear.Do(func() { close(p.heard) })
	}
	for _, supervisor := range p.supervisors {
		_ = supervisor.Send(control.Order{End: true})
	}
}
