package supervise

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"syscall"
)

// signalSession reaches all processes of the session that this one began, those of other process groups too. Its
// number is nobody else's while one of them is there.
func (p *Process) signalSession(number syscall.Signal) {
	folder, err := os.Open("/proc")
	if err != nil {
		p.Signal(number)
		return
	}
	defer func() { _ = folder.Close() }()
	names, _ := folder.Readdirnames(-1)
	for _, name := range names {
		if pid, err := strconv.Atoi(name); err == nil && sessionOf(pid) == p.pid {
			_ = syscall.Kill(pid, number)
		}
	}
}

// sessionOf reads the sixth field of /proc/PID/stat; 0: there is no such process. The second, a name in brackets,
// may hold anything.
func sessionOf(pid int) int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
	if len(fields) < 4 {
		return 0
	}
	session, _ := strconv.Atoi(string(fields[3]))
	return session
}
