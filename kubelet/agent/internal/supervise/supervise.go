// Package supervise is PID 1 of a container: it waits for the agent's word, makes the container's process,
// passes signals on, reaps, makes the next when it is told to, and exits as the last one did.
package supervise

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"fnk.dev/agent/internal/control"
	"fnk.dev/agent/internal/launch"
)

const (
	// connectWithin bounds the wait for the agent, which ECS starts before.
	connectWithin = time.Minute
	connectEvery  = 20 * time.Millisecond

	// failed is the supervisor's own failure, as docker has it.
	failed = 125
)

// forwarded are the signals that ECS or an image's STOPSIGNAL may send. Catching them keeps the container,
// whatever it runs as, from ending its supervisor with them; KILL and STOP the kernel keeps from PID 1.
var forwarded = []os.Signal{
	syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGUSR1, syscall.SIGUSR2,
	syscall.SIGWINCH, syscall.SIGALRM, syscall.SIGABRT,
}

// Main supervises the container of this name and returns the exit code. The program is this binary's path, etc
// where the container's files of names are.
func Main(name, socket, etc, program string) int {
	if err := launch.Undumpable(); err != nil {
		slog.Error("supervising", "reason", err)
		return failed
	}
	// An engine that takes no more output is not to end the supervisor, but what writes to it.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, forwarded...)
	conn, err := connect(socket, signals)
	if errors.Is(err, errStopped) {
		return 128 + int(syscall.SIGTERM)
	}
	if err == nil {
		err = conn.Send(control.Report{Hello: name})
	}
	if err != nil {
		slog.Error("no agent", "reason", err)
		return failed
	}
	return Run(conn, NewProcesses(program), etc, signals)
}

var errStopped = errors.New("stopped before the agent was there")

type agent = control.Conn[control.Report, control.Order]

func connect(socket string, signals <-chan os.Signal) (*agent, error) {
	deadline := time.After(connectWithin)
	for {
		conn, err := net.Dial("unix", socket)
		if err == nil {
			return control.NewConn[control.Report, control.Order](conn.(*net.UnixConn)), nil
		}
		select {
		case <-deadline:
			return nil, fmt.Errorf("after %s: %w", connectWithin, err)
		case received := <-signals:
			if received == syscall.SIGTERM {
				return nil, errStopped
			}
		case <-time.After(connectEvery):
		}
	}
}

// Run does what the agent orders until it orders the end. Without an agent, which means that the task is
// ending, the container goes on to its own end.
func Run(conn *agent, processes *Processes, etc string, signals <-chan os.Signal) int {
	orders := make(chan control.Order)
	go func() {
		defer close(orders)
		for {
			order, err := conn.Receive()
			if err != nil {
				return
			}
			orders <- order
		}
	}()
	s := &supervisor{
		conn: conn, processes: processes, etc: etc, places: make(places), exited: make(chan syscall.WaitStatus, 1),
		marks: logMarks{output: os.Stdout, errors: os.Stderr},
	}
	for {
		select {
		case order, more := <-orders:
			switch {
			case !more:
				orders = nil
				s.left()
			case order.Start != nil:
				s.start(order)
			case order.Exec != nil:
				s.exec(*order.Exec)
			case order.Stream != nil:
				s.stream(*order.Stream)
			case order.Attach != nil:
				s.attach(*order.Attach)
			case order.HangUp != 0:
				s.streams.hangUp(order.HangUp)
				s.hungUp(order.HangUp)
			case order.InputEnded != 0:
				s.inputEnded(order.InputEnded)
			case order.Signal != 0:
				s.ordered(syscall.Signal(order.Signal))
			case order.End:
				s.ending = true
			}
		case received := <-signals:
			s.received(received.(syscall.Signal))
		case status := <-s.exited:
			s.finish(status)
		}
		if s.ending && s.process == nil {
			return s.code()
		}
	}
}
