package supervise

import (
	"errors"
	"fmt"
	"syscall"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/control"
	"fnk.dev/agent/internal/naming"
)

// supervisor has one container, which runs once and again.
type supervisor struct {
	conn      *agent
	processes *Processes
	streams   streams
	etc       string
	exited    chan syscall.WaitStatus
	message   message
	places    places
	marks     logMarks
	last      *contract.Run
	ending    bool
	// stopped says that the engine has told this container to stop: nothing is started any more.
	stopped bool

	stopSignal syscall.Signal
	// held says that the engine's signal waits for preStop, alone that there is no agent to see to that.
	held, alone bool

	// Of the present run.
	container contract.ContainerSpecification
	process   *Process
	console   *console
	startedAt time.Time
	kills     uint64
}

// start does what the order's Start says.
func (s *supervisor) start(order control.Order) {
	container, network := *order.Start, order.Network
	if s.process != nil {
		s.note("told to start what runs")
		return
	}
	if s.stopped {
		s.ended(contract.Run{
			FinishedAt: time.Now().UTC(), Code: contract.NotStarted, Reason: contract.StartError,
			Message: "the container was told to stop",
		})
		return
	}
	if network != nil {
		if err := naming.Lay(s.etc, *network); err != nil {
			s.note("names of the pod: %v", err)
		}
	}
	if err := s.prepare(order); err != nil {
		s.ended(contract.Run{
			FinishedAt: time.Now().UTC(), Code: contract.NotStarted, Reason: contract.ConfigError, Message: err.Error(),
		})
		return
	}
	s.message.ready(container.TerminationMessagePath)
	s.kills = oomKills(counters)
	s.stopSignal = syscall.SIGTERM
	if container.StopSignal != 0 {
		s.stopSignal = syscall.Signal(container.StopSignal)
	}
	if !s.marks.begin() {
		s.note("the engine does not read the log: the run's begin is not marked in it")
	}
	if container.FirstProcess {
		s.notStarted(s.become(container))
		return
	}
	process, err := s.fork(container)
	now := time.Now().UTC()
	if err != nil {
		s.notStarted(err)
		return
	}
	s.container, s.process, s.startedAt = container, process, now
	s.report(control.Report{Started: &now})
	go func() { s.exited <- process.Wait() }()
}

func (s *supervisor) notStarted(err error) {
	reason := contract.StartError
	var failure startFailure
	if errors.As(err, &failure) {
		reason = failure.Reason
	}
	s.ended(contract.Run{FinishedAt: time.Now().UTC(), Code: contract.NotStarted, Reason: reason, Message: err.Error()})
}

// prepare puts files of volumes in place.
func (s *supervisor) prepare(order control.Order) error {
	if order.Unready != "" {
		return errors.New(order.Unready)
	}
	for _, file := range order.Files {
		if err := s.places.put(file); err != nil {
			return err
		}
	}
	return nil
}

func (s *supervisor) fork(container contract.ContainerSpecification) (*Process, error) {
	console, err := newConsole(container, func(id uint64) { s.detached(id, "the client did not take what the container wrote") })
	if err != nil {
		return nil, err
	}
	defer console.started()
	process, err := s.processes.StartWith(container, console.streams)
	if err != nil {
		console.endInput()
		return nil, err
	}
	s.console = console
	return process, nil
}

// finish clears away what the process left before its end is told, so that the next run starts alone.
func (s *supervisor) finish(status syscall.WaitStatus) {
	startedAt := s.startedAt
	run := contract.Run{StartedAt: &startedAt, FinishedAt: time.Now().UTC(), Code: exitCode(status)}
	if status.Signaled() {
		run.Signal = int(status.Signal())
	}
	s.process = nil
	s.processes.Sweep()
	switch {
	case oomKills(counters) > s.kills: // whatever its code, as containerd has it
		run.Reason = contract.OOMKilled
	case run.Code == 0:
		run.Reason = contract.Completed
	default:
		run.Reason = contract.Error
	}
	run.Message = s.message.read()
	// All of its output is with the engine before the end is told.
	s.console.endInput()
	words, attached, whole := s.console.output.end()
	if !whole {
		s.note("output is still not passed on after %s", drainWithin)
	}
	if run.Message == "" && run.Code != 0 {
		run.Message = words
	}
	for _, id := range attached {
		s.detached(id, "")
	}
	if !s.marks.end() {
		s.note("the engine does not read the log: the run's end is not marked in it")
	}
	s.ended(run)
}

func (s *supervisor) ended(run contract.Run) {
	s.last = &run
	s.marks.count(run)
	s.report(control.Report{Exited: &run})
}

// ordered passes on what the agent says; after the engine's word to stop only KILL says more, or the signal that was
// held back.
func (s *supervisor) ordered(number syscall.Signal) {
	if s.process != nil && (!s.stopped || s.held || number == syscall.SIGKILL) {
		s.process.Signal(number)
		s.held = false
	}
}

// received passes on what came from outside. TERM, or what the image has instead, is the engine's word that
// the task is to stop; a container with a preStop has its signal from the agent, when that is done.
func (s *supervisor) received(number syscall.Signal) {
	stop := number == syscall.SIGTERM || number == s.stopSignal
	s.held = s.held || stop && !s.stopped && !s.alone && s.process != nil && s.container.PreStop != nil
	if s.process != nil && !s.held {
		s.process.Signal(number)
	}
	if s.stopped || !stop {
		return
	}
	s.stopped = true
	s.report(control.Report{Stopped: true})
	s.ending = s.ending || s.process == nil
}

// left says that the agent is gone: nobody will say more.
func (s *supervisor) left() {
	s.alone, s.ending = true, true
	if s.held {
		s.ordered(s.stopSignal)
	}
}

// note is for the agent's log: what is written here is the program's own log, and an engine that does not read would
// hold who writes.
func (s *supervisor) note(format string, values ...any) {
	s.report(control.Report{Note: fmt.Sprintf(format, values...)})
}

// report may fail when the agent is gone; then nobody is there to be told.
func (s *supervisor) report(report control.Report) { _ = s.conn.Send(report) }

func (s *supervisor) code() int {
	if s.last == nil {
		return 128 + int(syscall.SIGTERM)
	}
	return s.last.Code
}
