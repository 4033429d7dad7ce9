package supervise

import (
	"errors"
	"os"
	"sync"
	"syscall"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/control"
)

// hangUpWithin is how long a command may take to end by itself once nobody listens.
const hangUpWithin = 2 * time.Second

// streams are the commands under way whose input and output the agent has.
type streams struct {
	mutex     sync.Mutex
	processes map[uint64]*Process
}

func (s *streams) add(id uint64, process *Process) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.processes == nil {
		s.processes = make(map[uint64]*Process)
	}
	s.processes[id] = process
}

func (s *streams) remove(id uint64) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	delete(s.processes, id)
}

// hangUp ends all of a command's session, as when a terminal's line is lost; what does not care is killed.
func (s *streams) hangUp(id uint64) {
	s.mutex.Lock()
	process := s.processes[id]
	s.mutex.Unlock()
	if process == nil {
		return
	}
	process.signalSession(syscall.SIGHUP)
	time.AfterFunc(hangUpWithin, func() { process.signalSession(syscall.SIGKILL) })
}

// stream starts a command here and now, for the reason that exec has.
func (s *supervisor) stream(order control.Stream) {
	process, passed, err := s.streaming(order)
	defer closeAll(passed)
	if err != nil {
		code := 126
		var failure startFailure
		if errors.As(err, &failure) && failure.Code != 0 {
			code = failure.Code
		}
		s.report(control.Report{Streamed: &control.Streamed{ID: order.ID, Result: &contract.ExecResult{Code: code, Failure: err.Error()}}})
		return
	}
	s.streams.add(order.ID, process)
	begun := control.Report{Streamed: &control.Streamed{ID: order.ID, Files: len(passed)}}
	if err := s.conn.SendFiles(begun, passed...); err != nil {
		process.signalSession(syscall.SIGKILL)
	}
	go func() {
		code := exitCode(process.Wait())
		s.streams.remove(order.ID)
		s.report(control.Report{Streamed: &control.Streamed{ID: order.ID, Result: &contract.ExecResult{Code: code}}})
	}()
}

// streaming returns the process and the ends of its streams that are the agent's.
func (s *supervisor) streaming(order control.Stream) (*Process, []*os.File, error) {
	if s.process == nil {
		return nil, nil, errNotRunning
	}
	container := s.container
	container.Command = order.Command
	if order.TTY {
		master, slave, err := newTerminal(order.Size)
		if err != nil {
			return nil, nil, err
		}
		defer func() { _ = slave.Close() }()
		container.Env = append(container.Env[:len(container.Env):len(container.Env)], contract.EnvVariable{Name: "TERM", Value: "xterm"})
		process, err := s.processes.StartWith(container, Streams{In: slave, Out: slave, Err: slave, Terminal: true})
		return process, []*os.File{master}, err
	}
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return nil, nil, err
	}
	own, passed := []*os.File{null}, []*os.File(nil)
	defer func() { closeAll(own) }()
	end := func(wanted, writes bool) *os.File {
		if !wanted || err != nil {
			return null
		}
		var mine, theirs *os.File
		if mine, theirs, err = newPipe(writes); err != nil {
			return null
		}
		own, passed = append(own, mine), append(passed, theirs)
		return mine
	}
	streams := Streams{In: end(order.Stdin, false), Out: end(order.Stdout, true), Err: end(order.Stderr, true)}
	if err != nil {
		return nil, passed, err
	}
	process, err := s.processes.StartWith(container, streams)
	return process, passed, err
}

func closeAll(files []*os.File) {
	for _, file := range files {
		_ = file.Close()
	}
}
