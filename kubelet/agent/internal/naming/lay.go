package naming

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"fnk.dev/agent/internal/contract"
)

const (
	// Etc is where a container has these files.
	Etc = "/etc"

	maxFile = 1 << 20

	// lockWithin bounds the wait for others that write the same file; an app may hold its lock for ever.
	lockWithin = 2 * time.Second
	lockEvery  = 10 * time.Millisecond
)

// Lay brings the files up to what the pod says. What cannot be written does not keep the others from being; on a
// read-only root, as the node has told already, none can be.
func Lay(folder string, network contract.Network) error {
	failures := []error{
		change(filepath.Join(folder, "hostname"), func(string) string { return network.Hostname + "\n" }),
		change(filepath.Join(folder, "hosts"), func(before string) string { return hosts(before, network) }),
	}
	if network.DNS != nil {
		failures = append(failures, change(filepath.Join(folder, "resolv.conf"), func(before string) string {
			return resolvConf(before, *network.DNS)
		}))
	}
	return errors.Join(failures...)
}

// change writes in place: the engine has mounted the file, so that no other can take its name. What stays is
// not cut off on the way, for those who read it meanwhile.
func change(path string, wanted func(before string) string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|syscall.O_NONBLOCK, 0o644)
	if errors.Is(err, syscall.EROFS) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // and with it the lock
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return errors.Join(err, errors.New(path+" is not an ordinary file"))
	}
	lock(file)
	content, err := io.ReadAll(io.LimitReader(file, maxFile))
	if err == nil && len(content) == maxFile {
		err = errors.New(path + " is too long")
	}
	if err != nil {
		return err
	}
	before := string(content)
	after := wanted(before)
	if after == before {
		return nil
	}
	if _, err := file.WriteAt([]byte(after), 0); err != nil {
		return err
	}
	return file.Truncate(int64(len(after)))
}

// lock keeps the supervisors of a task that share the file from writing it at once.
func lock(file *os.File) {
	for deadline := time.Now().Add(lockWithin); time.Now().Before(deadline); time.Sleep(lockEvery) {
		if syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
			return
		}
	}
}
