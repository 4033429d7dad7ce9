package supervise

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"

	"fnk.dev/agent/internal/contract"
)

// maxFailure is the most that is read of why a container could not be started.
const maxFailure = 4 << 10

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

// reap holds the mutex: no child is reaped before Start has noted it.
func (p *Processes) reap() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil)
		if err == syscall.EINTR {
			continue
		}
		if err != nil || pid == 0 {
			return
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

// Start makes the container's process. It returns when the program runs, or with why it does not.
func (p *Processes) Start(container contract.Container) (*Process, error) {
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
	process, err := p.fork(specRead, failureWrite)
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
		err = fmt.Errorf("%s", strings.TrimSpace(string(failure)))
	}
	if err != nil {
		process.Signal(syscall.SIGKILL)
		process.Wait()
		return nil, err
	}
	return process, nil
}

func (p *Processes) fork(spec, failure *os.File) (*Process, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	pid, err := syscall.ForkExec(p.program, []string{p.program, "launch"}, &syscall.ProcAttr{
		// At launch.SpecDescriptor and launch.FailureDescriptor.
		Files: []uintptr{0, 1, 2, spec.Fd(), failure.Fd()},
		Sys:   &syscall.SysProcAttr{Setsid: true},
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

// Wait returns how it ended; one caller, once.
func (p *Process) Wait() contract.Exit {
	status := <-p.status
	if status.Signaled() {
		return contract.Exit{Code: 128 + int(status.Signal()), Signal: int(status.Signal())}
	}
	return contract.Exit{Code: status.ExitStatus()}
}

// Sweep kills what the container's process left behind, as the end of its PID namespace would have. It
// does so only as PID 1, whose kill(-1) reaches this container alone.
func (p *Processes) Sweep() {
	if os.Getpid() != 1 {
		return
	}
	_ = syscall.Kill(-1, syscall.SIGKILL)
	p.reap()
}
