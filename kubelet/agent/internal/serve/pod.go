// Package serve is the agent's server: the pod's state, and the calls by which the node reads and changes it.
package serve

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"syscall"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/control"
)

// What Run refuses.
var (
	ErrOtherSpec = errors.New("the task runs something else already")
	ErrStopped   = errors.New("the pod was stopped")
)

// orders go to one container's supervisor.
type orders interface {
	Send(control.Order) error
}

// Pod is the state of all containers. What is not started waits: for its supervisor, and for Run.
type Pod struct {
	mutex       sync.Mutex
	names       []string
	supervisors map[string]orders
	gathered    bool
	spec        *contract.Spec
	stopped     bool
	kill        *time.Timer
	killAt      time.Time
	status      contract.Status
	changed     chan struct{} // closed and replaced with each change
	ended       chan struct{}
	heard       chan struct{}
	hear        sync.Once
}

// NewPod has containers of these names, all waiting.
func NewPod(names []string) *Pod {
	p := &Pod{
		names:       names,
		supervisors: make(map[string]orders),
		changed:     make(chan struct{}),
		ended:       make(chan struct{}),
		heard:       make(chan struct{}),
	}
	for _, name := range names {
		p.status.Containers = append(p.status.Containers,
			contract.ContainerStatus{Name: name, State: contract.Waiting})
	}
	p.status.Version = 1
	return p
}

// Ended is closed when no container will run any more.
func (p *Pod) Ended() <-chan struct{} { return p.ended }

// Heard is closed when somebody has asked for the last state, or nobody ever ran anything here.
func (p *Pod) Heard() <-chan struct{} { return p.heard }

func (p *Pod) over() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// startable says whether nothing is waited for any more.
func (p *Pod) startable() bool { return p.gathered && p.spec != nil }

// Attach takes a container's supervisor.
func (p *Pod) Attach(name string, supervisor orders) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.supervisors[name] = supervisor
	if p.over() {
		_ = supervisor.Send(control.Order{End: true})
	}
}

// Gathered says that all supervisors are attached and their socket is gone: containers may be started.
func (p *Pod) Gathered() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.gathered = true
	p.start()
}

// Run takes what the pod is to run. The same again changes nothing: a node whose answer was lost asks twice.
func (p *Pod) Run(spec contract.Spec) error {
	if err := spec.Validate(p.names); err != nil {
		return err
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	switch {
	case p.spec != nil && reflect.DeepEqual(*p.spec, spec):
		return nil
	case p.spec != nil:
		return ErrOtherSpec
	case p.stopped:
		return ErrStopped
	}
	p.spec = &spec
	p.start()
	return nil
}

func (p *Pod) start() {
	if !p.startable() || p.stopped {
		return
	}
	for index := range p.spec.Containers {
		container := &p.spec.Containers[index]
		// A connection that broke is told by Lost.
		_ = p.supervisors[container.Name].Send(control.Order{Start: container})
	}
}

// Stop ends the pod: TERM now and KILL after the grace. Of several calls the earliest end holds. A pod that
// was never started is over at once.
func (p *Pod) Stop(grace time.Duration) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	first := !p.stopped
	p.stopped = true
	if !p.startable() {
		p.end()
		return
	}
	if first {
		p.signal(syscall.SIGTERM)
	}
	at := time.Now().Add(grace)
	if p.kill != nil && !at.Before(p.killAt) {
		return
	}
	if p.kill != nil {
		p.kill.Stop()
	}
	p.killAt = at
	p.kill = time.AfterFunc(grace, func() {
		p.mutex.Lock()
		defer p.mutex.Unlock()
		p.signal(syscall.SIGKILL)
	})
}

func (p *Pod) signal(number syscall.Signal) {
	for _, supervisor := range p.supervisors {
		_ = supervisor.Send(control.Order{Signal: int(number)})
	}
}

// Started notes that a container's program runs.
func (p *Pod) Started(name string) {
	now := time.Now().UTC()
	p.change(name, func(status *contract.ContainerStatus) {
		status.State, status.StartedAt = contract.Running, &now
	})
}

// Exited notes how a container ended.
func (p *Pod) Exited(name string, exit contract.Exit) {
	now := time.Now().UTC()
	p.change(name, func(status *contract.ContainerStatus) {
		status.State, status.FinishedAt, status.Exit = contract.Terminated, &now, &exit
	})
}

// Lost notes that a supervisor is gone. What it had not told is as if it had been killed: it is PID 1, its
// container died with it. At the pod's end they go as they were told to.
func (p *Pod) Lost(name string) {
	if p.over() {
		return
	}
	p.Exited(name, contract.Exit{
		Code: 128 + int(syscall.SIGKILL), Signal: int(syscall.SIGKILL), Error: "the supervisor is gone",
	})
}

// change makes a change to a container that has not ended, and ends the pod with its last.
func (p *Pod) change(name string, update func(*contract.ContainerStatus)) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	over := true
	for index := range p.status.Containers {
		container := &p.status.Containers[index]
		if container.Name == name && container.State != contract.Terminated {
			update(container)
			p.tell()
		}
		over = over && container.State == contract.Terminated
	}
	if over {
		p.end()
	}
}

func (p *Pod) tell() {
	p.status.Version++
	close(p.changed)
	p.changed = make(chan struct{})
}

// end lets the supervisors exit with their containers' codes, so that the stopped task tells the truth.
func (p *Pod) end() {
	if p.over() {
		return
	}
	close(p.ended)
	if p.spec == nil {
		p.hear.Do(func() { close(p.heard) })
	}
	if p.kill != nil {
		p.kill.Stop()
	}
	for _, supervisor := range p.supervisors {
		_ = supervisor.Send(control.Order{End: true})
	}
}

// Status returns the state as soon as its version is not the one that is known, when no other can follow, or
// when the context ends.
func (p *Pod) Status(ctx context.Context, known uint64) contract.Status {
	for {
		// Asked before the state is read: what is read then is the last.
		over := p.over()
		status, changed := p.snapshot()
		if over {
			p.hear.Do(func() { close(p.heard) })
		}
		if over || status.Version != known || ctx.Err() != nil {
			return status
		}
		select {
		case <-changed:
		case <-p.ended:
		case <-ctx.Done():
		}
	}
}

func (p *Pod) snapshot() (contract.Status, <-chan struct{}) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	status := p.status
	status.Containers = append([]contract.ContainerStatus(nil), p.status.Containers...)
	return status, p.changed
}

func (p *Pod) attached() int {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return len(p.supervisors)
}

// StopUnlessStarted ends a pod that was never started.
func (p *Pod) StopUnlessStarted() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if !p.startable() {
		p.stopped = true
		p.end()
	}
}
