// Package terminal knows what the kernel is told of one.
package terminal

import (
	"os"
	"syscall"
	"unsafe"

	"fnk.dev/agent/internal/contract"
)

// Resize tells a terminal its size.
func Resize(terminal *os.File, size contract.TerminalSize) error {
	raw, err := terminal.SyscallConn()
	if err != nil {
		return err
	}
	window := [4]uint16{size.Height, size.Width}
	var failure error
	if err := raw.Control(func(number uintptr) {
		if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, number, syscall.TIOCSWINSZ, uintptr(unsafe.Pointer(&window))); errno != 0 {
			failure = errno
		}
	}); err != nil {
		return err
	}
	return failure
}
