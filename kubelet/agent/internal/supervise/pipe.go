package supervise

import (
	"os"
	"syscall"
)

// newPipe has a program's end, which blocks as programs expect and os.Pipe's does not, and the other, which does not
// block.
func newPipe(writes bool) (mine, theirs *os.File, err error) {
	var ends [2]int
	if err := syscall.Pipe2(ends[:], syscall.O_CLOEXEC); err != nil {
		return nil, nil, err
	}
	if writes {
		ends[0], ends[1] = ends[1], ends[0]
	}
	if err := syscall.SetNonblock(ends[1], true); err != nil {
		_, _ = syscall.Close(ends[0]), syscall.Close(ends[1])
		return nil, nil, err
	}
	return os.NewFile(uintptr(ends[0]), "pipe"), os.NewFile(uintptr(ends[1]), "pipe"), nil
}
