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
	defer closeAll(passed.files)
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
	if err := s.conn.SendFiles(passed.begun(order.ID, order.TTY), passed.files...); err != nil {
		process.signalSession(syscall.SIGKILL)
	}
	go func() {
		code := exitCode(process.Wait())
		s.streams.remove(order.ID)
		s.report(control.Report{Streamed: &control.Streamed{ID: order.ID, Result: &contract.ExecResult{Code: code}}})
	}()
}

// streaming returns the process and the ends of its streams that are the agent's.
func (s *supervisor) streaming(order control.Stream) (*Process, passed, error) {
	var passed passed
	if s.process == nil {
		return nil, passed, errNotRunning
	}
	container := s.container
	container.Command = order.Command
	if order.TTY {
		master, slave, err := newTerminal(order.Size)
		if err != nil {
			return nil, passed, err
		}
		defer func() { _ = slave.Close() }()
		passed.add(contract.ChannelStdin, master)
		passed.add(contract.ChannelStdout, master)
		container.Env = append(container.Env[:len(container.Env):len(container.Env)], contract.EnvVariable{Name: "TERM", Value: "xterm"})
		process, err := s.processes.StartWith(container, Streams{In: slave, Out: slave, Err: slave, Terminal: true})
		return process, passed, err
	}
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return nil, passed, err
	}
	own := []*os.File{null}
	defer func() { closeAll(own) }()
	end := func(wanted bool, channel byte) *os.File {
		if !wanted || err != nil {
			return null
		}
		var mine, theirs *os.File
		if mine, theirs, err = newPipe(channel != contract.ChannelStdin); err != nil {
			return null
		}
		own = append(own, mine)
		passed.add(channel, theirs)
		return mine
	}
	streams := Streams{
		In:  end(order.Stdin, contract.ChannelStdin),
		Out: end(order.Stdout, contract.ChannelStdout),
		Err: end(order.Stderr, contract.ChannelStderr),
	}
	if err != nil {
		return nil, passed, err
	}
	process, err := s.processes.StartWith(container, streams)
	return process, passed, err
}

// passed are files for the agent, by their channels.
type passed struct {
	files    []*os.File
	channels []int
}

func (p *passed) add(channel byte, file *os.File) {
	p.files, p.channels = append(p.files, file), append(p.channels, int(channel))
}

// begun is the report that they come with.
func (p *passed) begun(id uint64, terminal bool) control.Report {
	return control.Report{Streamed: &control.Streamed{ID: id, Channels: p.channels, Terminal: terminal}}
}

func closeAll(files []*os.File) {
	for _, file := range files {
		_ = file.Close()
	}
}
