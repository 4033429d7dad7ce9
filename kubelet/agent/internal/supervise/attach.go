package supervise

import (
	"os"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/control"
)

// attach passes streams of the present run on to the agent, which writes the input itself.
func (s *supervisor) attach(order control.Attach) {
	if err := s.attaching(order); err != nil {
		s.detached(order.ID, err.Error())
	}
}

func (s *supervisor) attaching(order control.Attach) error {
	if s.process == nil {
		return errNotRunning
	}
	var passed passed
	var ours watcher
	if order.Stdin && s.console.input != nil {
		passed.add(contract.ChannelStdin, s.console.input)
	}
	terminal := s.console.terminal && len(passed.files) > 0
	for number, wanted := range []bool{order.Stdout, order.Stderr && !s.console.terminal} {
		if !wanted {
			continue
		}
		read, write, err := os.Pipe()
		if err != nil {
			ours.close()
			return err
		}
		defer func() { _ = read.Close() }()
		ours[number] = write
		passed.add(contract.ChannelStdout+byte(number), read)
	}
	// From here on nothing is missed: what is written meanwhile waits in the pipes.
	s.console.output.attach(order.ID, ours)
	if err := s.conn.SendFiles(passed.begun(order.ID, terminal), passed.files...); err != nil {
		s.console.output.detach(order.ID)
		return err
	}
	if order.Stdin {
		s.console.writers[order.ID] = true
	}
	return nil
}

// hungUp is of an agent that has no use for it any more.
func (s *supervisor) hungUp(id uint64) {
	s.inputLeft(id)
	if s.console != nil && s.console.output.detach(id) {
		s.detached(id, "")
	}
}

// inputEnded is of a client that sends no more. As containerd has it, it stays for the output where its end is the end
// of the container's input, and otherwise leaves.
func (s *supervisor) inputEnded(id uint64) {
	if s.console == nil {
		return
	}
	if s.console.once && !s.console.terminal {
		s.inputLeft(id)
		return
	}
	s.hungUp(id)
}

// inputLeft ends the input of the run with who was the first to have it.
func (s *supervisor) inputLeft(id uint64) {
	if s.console == nil || !s.console.writers[id] {
		return
	}
	delete(s.console.writers, id)
	if s.console.once {
		s.console.endInput()
	}
}

// detached tells the end of an attachment.
func (s *supervisor) detached(id uint64, failure string) {
	s.report(control.Report{Streamed: &control.Streamed{ID: id, Result: &contract.ExecResult{Failure: failure, Lost: failure != ""}}})
}
