package serve

import (
	"context"

	"fnk.dev/agent/internal/contract"
)

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

// Status returns the state as soon as its version is not the one that is known, when no other can follow, or
// when the context ends.
func (p *Pod) Status(ctx context.Context, known uint64) contract.AgentStatus {
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

// snapshot shares the containers' reports, which are made anew with each change.
func (p *Pod) snapshot() (contract.AgentStatus, <-chan struct{}) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.status, p.changed
}

func (p *Pod) attached() int {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return len(p.supervisors)
}
