package control

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"syscall"
	"time"
)

// helloWithin is how long a connection may stay without its name.
const helloWithin = 5 * time.Second

// Supervisor is the agent's end of a connection.
type Supervisor = Conn[Order, Report]

// Gather listens at path until the supervisors of all names have connected, passes each on, and removes
// the socket. What does not run as the agent's own user, has another name or one that is taken, is
// closed.
func Gather(path string, names []string, connected func(name string, supervisor *Supervisor)) error {
	// A name left by an agent before this one.
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("making way for %s: %w", path, err)
	}
	listener, err := listen(path)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }() // removes the name, too
	left := make(map[string]bool, len(names))
	for _, name := range names {
		left[name] = true
	}
	for len(left) > 0 {
		conn, err := listener.AcceptUnix()
		if err != nil {
			return fmt.Errorf("waiting for supervisors: %w", err)
		}
		name, supervisor, err := greet(conn)
		if err == nil && !left[name] {
			err = fmt.Errorf("%q is not awaited", name)
		}
		if err != nil {
			slog.Warn("refused a supervisor", "reason", err)
			_ = conn.Close()
			continue
		}
		delete(left, name)
		connected(name, supervisor)
	}
	return nil
}

// listen makes the socket root's before it has its name: no moment in which another could open it.
func listen(path string) (*net.UnixListener, error) {
	mask := syscall.Umask(0o177)
	defer syscall.Umask(mask)
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, fmt.Errorf("listening at %s: %w", path, err)
	}
	return listener, nil
}

func greet(conn *net.UnixConn) (string, *Supervisor, error) {
	if err := sameUser(conn); err != nil {
		return "", nil, err
	}
	if err := conn.SetReadDeadline(time.Now().Add(helloWithin)); err != nil {
		return "", nil, err
	}
	supervisor := NewConn[Order, Report](conn)
	report, err := supervisor.Receive()
	if err != nil {
		return "", nil, fmt.Errorf("no name: %w", err)
	}
	return report.Hello, supervisor, conn.SetReadDeadline(time.Time{})
}

func sameUser(conn *net.UnixConn) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	var peer *syscall.Ucred
	var failure error
	if err := raw.Control(func(descriptor uintptr) {
		peer, failure = syscall.GetsockoptUcred(int(descriptor), syscall.SOL_SOCKET, syscall.SO_PEERCRED)
	}); err != nil {
		return err
	}
	if failure != nil {
		return failure
	}
	if int(peer.Uid) != os.Geteuid() {
		return fmt.Errorf("user %d is not this agent's", peer.Uid)
	}
	return nil
}
