package launch

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"fnk.dev/agent/internal/contract"
)

// Where the container says who its users are.
const (
	passwdFile = "/etc/passwd"
	groupFile  = "/etc/group"
)

// identity is what the container's process runs as.
type identity struct {
	uid, gid uint32
	groups   []uint32 // the primary one, too (CVE-2022-2989)
	home     string
}

type passwdEntry struct {
	name, home string
	uid, gid   uint32
}

// identify resolves whom a container runs as in its own files, as containerd does (oci.WithUser,
// WithAdditionalGIDs): what is a number is one, with or without an entry; a name needs its entry.
func identify(container contract.ContainerSpecification, passwd, group string) (identity, error) {
	wanted := container.User
	if container.UID != nil {
		wanted = strconv.FormatUint(uint64(*container.UID), 10)
	}
	user, groupName, grouped := strings.Cut(wanted, ":")
	if user == "" {
		user = "0"
	}
	uid, numeric := number(user)
	entry, found, err := lookUp(passwd, func(e passwdEntry) bool {
		return numeric && e.uid == uid || !numeric && e.name == user
	})
	if err != nil {
		return identity{}, err
	}
	if !found {
		if !numeric {
			return identity{}, fmt.Errorf("unable to find user %s: no matching entries in passwd file", user)
		}
		entry = passwdEntry{uid: uid, home: "/"}
	}
	result := identity{uid: entry.uid, gid: entry.gid, home: entry.home}
	if grouped && groupName != "" {
		if result.gid, err = groupNumber(groupName, group); err != nil {
			return identity{}, err
		}
	}
	if container.GID != nil {
		result.gid = *container.GID
	}
	result.groups = []uint32{result.gid}
	if found && !container.StrictGroups {
		more, err := groupsOf(entry.name, group)
		if err != nil {
			return identity{}, err
		}
		result.groups = append(result.groups, more...)
	}
	result.groups = append(result.groups, container.Groups...)
	slices.Sort(result.groups)
	result.groups = slices.Compact(result.groups)
	return result, nil
}

// refusal is why an identity must not run; in the kubelet's words (verifyRunAsNonRoot).
func refusal(container contract.ContainerSpecification, who identity) error {
	switch {
	case !container.RunAsNonRoot || who.uid != 0:
		return nil
	case container.UID != nil:
		return errors.New("container's runAsUser breaks non-root policy")
	default:
		return errors.New("container has runAsNonRoot and image will run as root")
	}
}

func number(text string) (uint32, bool) {
	value, err := strconv.ParseUint(text, 10, 32)
	return uint32(value), err == nil
}

// fields of each line; a file that is not there has none.
func fields(file string, each func([]string) bool) error {
	in, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20) // a group may have many members
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line != "" && !strings.HasPrefix(line, "#") && !each(strings.Split(line, ":")) {
			return nil
		}
	}
	return lines.Err()
}

func lookUp(file string, wanted func(passwdEntry) bool) (entry passwdEntry, found bool, err error) {
	err = fields(file, func(field []string) bool {
		if len(field) < 4 {
			return true
		}
		uid, isUID := number(field[2])
		gid, isGID := number(field[3])
		candidate := passwdEntry{name: field[0], uid: uid, gid: gid}
		if len(field) > 5 {
			candidate.home = field[5]
		}
		if isUID && isGID && wanted(candidate) {
			entry, found = candidate, true
		}
		return !found
	})
	return entry, found, err
}

func groupNumber(wanted, file string) (uint32, error) {
	if gid, numeric := number(wanted); numeric {
		return gid, nil
	}
	var gid uint32
	var found bool
	err := fields(file, func(field []string) bool {
		if len(field) > 2 && field[0] == wanted {
			gid, found = number(field[2])
		}
		return !found
	})
	if err == nil && !found {
		err = fmt.Errorf("unable to find group %s: no matching entries in group file", wanted)
	}
	return gid, err
}

// groupsOf are those that name the user as a member.
func groupsOf(name, file string) (groups []uint32, err error) {
	err = fields(file, func(field []string) bool {
		if len(field) < 4 || field[0] == name || !slices.Contains(strings.Split(field[3], ","), name) {
			return true
		}
		if gid, numeric := number(field[2]); numeric {
			groups = append(groups, gid)
		}
		return true
	})
	return groups, err
}
