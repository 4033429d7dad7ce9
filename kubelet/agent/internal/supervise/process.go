package supervise

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/launch"
)

// maxFailure is the most that is read of why a container could not be started, as JSON.
const maxFailure = 16 << 10

// sweepWithin is how long what is killed may take to be gone, before the next run starts all the same.
const sweepWithin = 5 * time.Second

// Processes are the children of the supervisor: the container's own, and as PID 1 whatever lost its
// parent. os/exec would not do: it waits for its own child and leaves the others as zombies.
type Processes struct {
	program string
	mutex   sync.Mutex
	waiting map[int]chan syscall.WaitStatus
	signals chan os.Signal
}

// NewProcesses reaps from now on. The program is this binary's own path.
func NewProcesses(program string) *Processes {
	p := &Processes{
		program: program,
		waiting: make(map[int]chan syscall.WaitStatus),
		signals: make(chan os.Signal, 1), // one is enough: each makes all be reaped
	}
	signal.Notify(p.signals, syscall.SIGCHLD)
	go func() {
		for range p.signals {
			p.reap()
		}
	}()
	return p
}

// reap holds the mutex: no child is reaped before Start has noted it. It says whether none is left.
func (p *Processes) reap() (none bool) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil)
		if err == syscall.EINTR {
			continue
		}
		if err != nil || pid == 0 {
			return err == syscall.ECHILD
		}
		if waiting, ours := p.waiting[pid]; ours {
			delete(p.waiting, pid)
			waiting <- status
		}
	}
}

// Process is a container's process.
type Process struct {
	owner  *Processes
	pid    int
	status chan syscall.WaitStatus
}

// startFailure is why a container could not be started.
type startFailure struct{ launch.Failure }

func (f startFailure) Error() string { return f.Message }

// Streams are those of a process.
type Streams struct {
	In, Out, Err *os.File
	// Terminal says that In is one; it becomes the process's own.
	Terminal bool
}

// Start makes the container's process, which writes to these.
func (p *Processes) Start(container contract.ContainerSpecification, stdout, stderr *os.File) (*Process, error) {
	return p.StartWith(container, Streams{In: os.Stdin, Out: stdout, Err: stderr})
}

// StartWith makes a process. It returns when the program runs, or with why it does not.
func (p *Processes) StartWith(container contract.ContainerSpecification, streams Streams) (*Process, error) {
	specRead, specWrite, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer func() { _ = specRead.Close() }()
	failureRead, failureWrite, err := os.Pipe()
	if err != nil {
		_ = specWrite.Close()
		return nil, err
	}
	defer func() { _ = failureRead.Close() }()
	process, err := p.fork(streams, specRead, failureWrite)
	_ = failureWrite.Close()
	if err != nil {
		_ = specWrite.Close()
		return nil, fmt.Errorf("fork: %w", err)
	}
	err = json.NewEncoder(specWrite).Encode(container)
	_ = specWrite.Close()
	failure, readErr := io.ReadAll(io.LimitReader(failureRead, maxFailure))
	if err == nil {
		err = readErr
	}
	if len(failure) > 0 {
		told := startFailure{launch.Failure{Reason: contract.StartError, Message: "it failed without a reason"}}
		_ = json.Unmarshal(failure, &told.Failure)
		err = told
	}
	if err != nil {
		process.Signal(syscall.SIGKILL)
		process.Wait()
		return nil, err
	}
	return process, nil
}

func (p *Processes) fork(streams Streams, spec, failure *os.File) (*Process, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	pid, err := syscall.ForkExec(p.program, []string{p.program, "launch"}, &syscall.ProcAttr{
		// At launch.SpecDescriptor and launch.FailureDescriptor.
		Files: []uintptr{streams.In.Fd(), streams.Out.Fd(), streams.Err.Fd(), spec.Fd(), failure.Fd()},
		Sys:   &syscall.SysProcAttr{Setsid: true, Setctty: streams.Terminal},
		// What of it is ECS's word reaches the app.
		Env: os.Environ(),
	})
	if err != nil {
		return nil, err
	}
	status := make(chan syscall.WaitStatus, 1)
	p.waiting[pid] = status
	return &Process{owner: p, pid: pid, status: status}, nil
}

// Signal sends one unless the process is gone: its number may be another's then.
func (p *Process) Signal(number syscall.Signal) {
	p.owner.mutex.Lock()
	defer p.owner.mutex.Unlock()
	if _, alive := p.owner.waiting[p.pid]; alive {
		_ = syscall.Kill(p.pid, number)
	}
}

// SignalGroup sends one to all of its process group, which it leads.
func (p *Process) SignalGroup(number syscall.Signal) {
	p.owner.mutex.Lock()
	defer p.owner.mutex.Unlock()
	if _, alive := p.owner.waiting[p.pid]; alive {
		_ = syscall.Kill(-p.pid, number)
	}
}

// Wait returns how it ended; one caller, once.
func (p *Process) Wait() syscall.WaitStatus { return <-p.status }

// exitCode is 128 + the signal that ended it, as shells and runtimes have it.
func exitCode(status syscall.WaitStatus) int {
	if status.Signaled() {
		return 128 + int(status.Signal())
	}
	return status.ExitStatus()
}

// Sweep kills what the container's process left behind, as the end of its PID namespace would have. It
// does so only as PID 1, whose kill(-1) reaches this container alone.
func (p *Processes) Sweep() {
	if os.Getpid() != 1 {
		return
	}
	for deadline := time.Now().Add(sweepWithin); ; time.Sleep(2 * time.Millisecond) {
		_ = syscall.Kill(-1, syscall.SIGKILL)
		if p.reap() || time.Now().After(deadline) {
			return
		}
	}
}
