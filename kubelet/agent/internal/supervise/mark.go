package supervise

import (
	"os"
	"syscall"
	"time"
	"unsafe"

	"fnk.dev/agent/internal/contract"
)

const (
	// takenWithin is how long an engine may take to read what a run has written, before its end is told all the same.
	takenWithin = time.Second
	takenEvery  = time.Millisecond
)

// logMarks are this container's lines of its own in its log, which say where a run begins and ends. None is written
// while an engine does not read: it would hold the supervisor.
type logMarks struct {
	output, errors *os.File
	// runs that have ended.
	runs int
}

// begin is called before a run's program is made; false: the engine does not read, the run has no mark or one not read.
func (m *logMarks) begin() bool {
	if m.runs == 0 {
		return true
	}
	if !m.taken() {
		return false
	}
	say(m.output, contract.StartMark(m.runs)+"\n")
	return m.taken()
}

// end is called when nothing of the run is left, and all of its output is with the engine; false: the engine does
// not read, the run has no marks.
func (m *logMarks) end() bool {
	if !m.taken() {
		return false
	}
	// Who left the last line without its end gets one; an empty line is no event of the log.
	say(m.output, "\n"+contract.EndMark(m.runs, contract.Stdout)+"\n")
	say(m.errors, "\n"+contract.EndMark(m.runs, contract.Stderr)+"\n")
	return true
}

// count notes that a run has ended. What has no configuration yet is none, as for the agent.
func (m *logMarks) count(run contract.Run) {
	if run.StartedAt != nil || run.Reason != contract.ConfigError {
		m.runs++
	}
}

// say fails when the engine is gone: then nobody will read it.
func say(file *os.File, text string) { _, _ = file.WriteString(text) }

// taken waits until the engine has read all.
func (m *logMarks) taken() bool {
	for deadline := time.Now().Add(takenWithin); ; time.Sleep(takenEvery) {
		if unread(m.output) == 0 && unread(m.errors) == 0 {
			return true
		}
		if time.Now().After(deadline) {
			return false
		}
	}
}

// unread is how much a pipe holds; what is no pipe holds nothing back.
func unread(file *os.File) int {
	descriptor := file.Fd()
	var kind syscall.Stat_t
	if err := syscall.Fstat(int(descriptor), &kind); err != nil || kind.Mode&syscall.S_IFMT != syscall.S_IFIFO {
		return 0
	}
	var length int32
	if _, _, failure := syscall.Syscall(syscall.SYS_IOCTL, descriptor, syscall.TIOCINQ, uintptr(unsafe.Pointer(&length))); failure != 0 {
		return 0
	}
	return int(length)
}
