package supervise

import (
	"os"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/control"
)

// exec runs a command as the container runs, whose output nobody keeps. It is started here and now, where the
// container's end is noted, too: what is started before that end is killed with what the container leaves behind,
// and after it nothing is.
func (s *supervisor) exec(order control.Exec) {
	process, err := s.command(order.Command)
	if err != nil {
		s.report(control.Report{Executed: &control.Executed{ID: order.ID, Code: contract.NotStarted}})
		return
	}
	go func() {
		status := process.Wait()
		code := status.ExitStatus()
		if status.Signaled() {
			code = 128 + int(status.Signal())
		}
		s.report(control.Report{Executed: &control.Executed{ID: order.ID, Code: code}})
	}()
}

func (s *supervisor) command(command []string) (*Process, error) {
	if s.process == nil {
		return nil, os.ErrProcessDone
	}
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = null.Close() }()
	container := s.container
	container.Command = command
	return s.processes.Start(container, null, null)
}
