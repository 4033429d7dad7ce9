package launch

import (
	"fmt"
	"runtime"
	"syscall"
	"unsafe"

	"fnk.dev/agent/internal/contract"
)

// Numbers of prctl and capset (linux/prctl.h, linux/capability.h).
const (
	prCapBSetRead     = 23
	prCapBSetDrop     = 24
	prSetNoNewPrivs   = 38
	prSetDumpable     = 4
	capabilityVersion = 0x20080522
)

type capHeader struct {
	version uint32
	pid     int32
}

type capData struct{ effective, permitted, inheritable uint32 }

// drop gives up what the container is not to have, in runc's order: the bounding set while root may still
// change it, groups before users, no_new_privs last. Only the calling thread changes, which is the one
// that execs: the caller has locked it.
func drop(container contract.ContainerSpecification, who identity) error {
	keep, err := capabilitySet(container.Capabilities)
	if err != nil {
		return err
	}
	if err := dropBounding(keep); err != nil {
		return err
	}
	groups := who.groups // never none: the primary one is among them
	err = raw("setgroups", syscall.SYS_SETGROUPS, uintptr(len(groups)), uintptr(unsafe.Pointer(&groups[0])), 0)
	runtime.KeepAlive(groups)
	if err != nil {
		return err
	}
	gid, uid := uintptr(who.gid), uintptr(who.uid)
	if err := raw("setresgid", syscall.SYS_SETRESGID, gid, gid, gid); err != nil {
		return err
	}
	// Away from root, the kernel clears permitted, effective and ambient capabilities.
	if err := raw("setresuid", syscall.SYS_SETRESUID, uid, uid, uid); err != nil {
		return err
	}
	if uid == 0 {
		err = setCapabilities(keep)
	} else {
		err = setCapabilities(0)
	}
	if err != nil {
		return err
	}
	if container.NoNewPrivileges {
		return raw("no_new_privs", syscall.SYS_PRCTL, prSetNoNewPrivs, 1, 0)
	}
	return nil
}

// ownStreams gives the user its input and output, as runc does: a program that opens /dev/stdout anew, as images
// do that link their log there, is asked for the file's rights. What has none to give stays as it is.
func ownStreams(uid uint32) error {
	for stream := range 3 {
		var file syscall.Stat_t
		if err := syscall.Fstat(stream, &file); err != nil || file.Uid == uid || isNull(file) {
			continue
		}
		if err := syscall.Fchown(stream, int(uid), -1); err != nil && err != syscall.EPERM && err != syscall.EINVAL && err != syscall.EROFS {
			return fmt.Errorf("chown of stream %d: %w", stream, err)
		}
	}
	return nil
}

// isNull says whether it is /dev/null, which is everybody's.
func isNull(file syscall.Stat_t) bool {
	const null = 1<<8 | 3
	return file.Mode&syscall.S_IFMT == syscall.S_IFCHR && file.Rdev == null
}

func dropBounding(keep uint64) error {
	for capability := range uintptr(64) {
		has, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, prCapBSetRead, capability, 0)
		if errno != 0 {
			return nil // beyond the last that this kernel knows
		}
		if has == 1 && keep&(1<<capability) == 0 {
			if err := raw("drop a capability", syscall.SYS_PRCTL, prCapBSetDrop, capability, 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// setCapabilities sets permitted and effective to what is kept of those that the thread has, and nothing
// inheritable.
func setCapabilities(keep uint64) error {
	header := capHeader{version: capabilityVersion}
	var data [2]capData
	if err := raw("capget", syscall.SYS_CAPGET,
		uintptr(unsafe.Pointer(&header)), uintptr(unsafe.Pointer(&data)), 0); err != nil {
		return err
	}
	for word := range data {
		data[word].permitted &= uint32(keep >> (32 * word))
		data[word].effective = data[word].permitted
		data[word].inheritable = 0
	}
	return raw("capset", syscall.SYS_CAPSET,
		uintptr(unsafe.Pointer(&header)), uintptr(unsafe.Pointer(&data)), 0)
}

func raw(what string, number, a, b, c uintptr) error {
	if _, _, errno := syscall.RawSyscall6(number, a, b, c, 0, 0, 0); errno != 0 {
		return fmt.Errorf("%s: %w", what, errno)
	}
	return nil
}

// Undumpable keeps others of the same user, root too unless it has SYS_PTRACE, from tracing this process
// and from reading its memory and environment (ptrace(2), "Ptrace access mode checking").
func Undumpable() error { return raw("undumpable", syscall.SYS_PRCTL, prSetDumpable, 0, 0) }

// capabilities by their numbers (linux/capability.h), as Kubernetes names them.
var capabilities = []string{
	"CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP",
	"LINUX_IMMUTABLE", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER",
	"SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT", "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN", "SYS_BOOT", "SYS_NICE",
	"SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD", "LEASE", "AUDIT_WRITE", "AUDIT_CONTROL",
	"SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ",
	"PERFMON", "BPF", "CHECKPOINT_RESTORE",
}

func capabilitySet(names *[]string) (uint64, error) {
	if names == nil {
		return ^uint64(0), nil
	}
	var set uint64
next:
	for _, name := range *names {
		for number, known := range capabilities {
			if name == known {
				set |= 1 << number
				continue next
			}
		}
		return 0, fmt.Errorf("there is no capability %q", name)
	}
	return set, nil
}
