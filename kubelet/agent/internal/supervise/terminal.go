package supervise

import (
	"fmt"
	"os"
	"syscall"
	"unsafe"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/terminal"
)

// Numbers of ioctl (asm-generic/ioctls.h), the same on amd64 and arm64.
const (
	unlockTerminal = 0x40045431 // TIOCSPTLCK
	openTerminal   = 0x5441     // TIOCGPTPEER: the other end, wherever devpts is mounted
)

// newTerminal is one of the container's own: the end of who looks at it, and the program's.
func newTerminal(size *contract.TerminalSize) (master, slave *os.File, err error) {
	master, err = os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("no terminal: %w", err)
	}
	raw, err := master.SyscallConn()
	if err == nil {
		var failure error
		err = raw.Control(func(number uintptr) {
			var locked int32
			if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, number, unlockTerminal, uintptr(unsafe.Pointer(&locked))); errno != 0 {
				failure = errno
				return
			}
			peer, _, errno := syscall.Syscall(syscall.SYS_IOCTL, number, openTerminal, syscall.O_RDWR|syscall.O_NOCTTY|syscall.O_CLOEXEC)
			if errno != 0 {
				failure = errno
				return
			}
			slave = os.NewFile(peer, "terminal")
		})
		if err == nil {
			err = failure
		}
	}
	if err == nil && size != nil {
		err = terminal.Resize(master, *size)
	}
	if err != nil {
		_ = master.Close()
		if slave != nil {
			_ = slave.Close()
		}
		return nil, nil, fmt.Errorf("no terminal: %w", err)
	}
	return master, slave, nil
}
