package serve

import (
	"errors"
	"os"
	"sync"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/control"
)

const (
	// maxStreams is how many commands may be under way in a pod at a time.
	maxStreams = 16
	// streamWindow is what of one stream's input the agent holds for a program that does not read: two whole pieces
	// of 32 KiB as kubectl sends them, so that one is on its way while the other is written.
	streamWindow = 68 << 10
)

// Why no stream is begun.
var (
	errUnknownContainer = errors.New("there is no such container")
	errNotRunning       = errors.New("the container does not run")
	errTooMany          = errors.New("too many commands are under way in this pod")
)

// stream is a command under way, or an attachment.
type stream struct {
	id        uint64
	container string
	attached  bool
	begun     chan ends                 // once, unless it cannot be started
	ended     chan *contract.ExecResult // once
}

// streams are those of a pod.
type streams struct {
	mutex sync.Mutex
	id    uint64
	open  map[uint64]*stream
}

func newStreams() *streams { return &streams{open: make(map[uint64]*stream)} }

func (s *streams) add(container string) (*stream, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if len(s.open) >= maxStreams {
		return nil, errTooMany
	}
	s.id++
	added := &stream{id: s.id, container: container, begun: make(chan ends, 1), ended: make(chan *contract.ExecResult, 1)}
	s.open[s.id] = added
	return added, nil
}

// told notes what a supervisor says. The files of what nobody waits for any more are closed.
func (s *streams) told(report control.Streamed, files []*os.File) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	stream := s.open[report.ID]
	if stream == nil {
		closeAll(files)
		return
	}
	if report.Result == nil {
		stream.begun <- assign(report, files)
		return
	}
	delete(s.open, report.ID)
	stream.ended <- report.Result
}

// lost says that a container's supervisor is gone, and all that ran under it.
func (s *streams) lost(container string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for id, stream := range s.open {
		if stream.container == container {
			delete(s.open, id)
			stream.ended <- &contract.ExecResult{Lost: true, Failure: "the container is gone"}
		}
	}
}

// begin orders a stream of a container that runs.
func (p *Pod) begin(container string, order func(id uint64) control.Order) (*stream, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	supervisor := p.supervisors[container]
	if supervisor == nil {
		return nil, errUnknownContainer
	}
	for _, report := range p.status.Containers {
		if report.Name == container && report.State != contract.Running {
			return nil, errNotRunning
		}
	}
	if p.worker.First(container) {
		return nil, errFirst(container)
	}
	stream, err := p.streams.add(container)
	if err != nil {
		return nil, err
	}
	return stream, supervisor.Send(order(stream.id))
}

// order sends word of a stream to its supervisor.
func (p *Pod) order(stream *stream, order control.Order) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if supervisor := p.supervisors[stream.container]; supervisor != nil {
		_ = supervisor.Send(order)
	}
}

func closeAll(files []*os.File) {
	for _, file := range files {
		_ = file.Close()
	}
}
