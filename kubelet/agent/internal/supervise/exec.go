package supervise

import (
	"errors"
	"os"
	"syscall"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/control"
)

// heardWithin is how long a command's output may take to end once the command has: what it has left behind may hold
// it.
const heardWithin = time.Second

// exec runs a command as the container runs. It is started here and now, where the container's end is noted, too: what
// is started before that end is killed with what the container leaves behind, and after it nothing is.
func (s *supervisor) exec(order control.Exec) {
	said, err := newSpeech(order.Most)
	var process *Process
	if err == nil {
		process, err = s.command(order.Command, said.end)
		_ = said.end.Close()
	}
	if err != nil {
		s.report(control.Report{Executed: &control.Executed{ID: order.ID, Code: contract.NotStarted, Failure: err.Error()}})
		return
	}
	go func() {
		executed := control.Executed{ID: order.ID}
		executed.Code, executed.TimedOut = awaitCommand(process, order.Within)
		executed.Output = said.whole()
		s.report(control.Report{Executed: &executed})
	}()
}

var errNotRunning = errors.New("the container does not run")

func (s *supervisor) command(command []string, output *os.File) (*Process, error) {
	if s.process == nil {
		return nil, errNotRunning
	}
	container := s.container
	container.Command = command
	return s.processes.Start(container, output, output)
}

// awaitCommand kills what takes too long, with all that is still of its session.
func awaitCommand(process *Process, within time.Duration) (code int, timedOut bool) {
	var status syscall.WaitStatus
	if within > 0 {
		timer := time.NewTimer(within)
		defer timer.Stop()
		select {
		case status = <-process.status:
		case <-timer.C:
			timedOut = true
			process.SignalGroup(syscall.SIGKILL)
			status = process.Wait()
		}
	} else {
		status = process.Wait()
	}
	return exitCode(status), timedOut
}

// speech is the beginning of what a command writes.
type speech struct {
	// end is the command's own.
	end    *os.File
	from   *os.File // nil: nobody listens
	most   int
	text   []byte
	closed chan struct{}
}

func newSpeech(most int) (*speech, error) {
	s := &speech{most: most, closed: make(chan struct{})}
	var err error
	if most <= 0 {
		s.end, err = os.OpenFile(os.DevNull, os.O_RDWR, 0)
		return s, err
	}
	if s.end, s.from, err = newPipe(true); err != nil {
		return s, err
	}
	go s.listen()
	return s, nil
}

// listen reads on when it has enough: a command that nobody hears is not to wait for that.
func (s *speech) listen() {
	defer close(s.closed)
	defer func() { _ = s.from.Close() }()
	buffer := make([]byte, 4<<10)
	for {
		length, err := s.from.Read(buffer)
		s.text = append(s.text, buffer[:min(length, s.most-len(s.text))]...)
		if err != nil {
			return
		}
	}
}

func (s *speech) whole() []byte {
	if s.from == nil {
		return nil
	}
	_ = s.from.SetReadDeadline(time.Now().Add(heardWithin))
	<-s.closed
	return s.text
}
