package supervise

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"fnk.dev/agent/internal/control"
)

// placing is the name of a file until it is whole.
const placing = ".fnk-placing"

// places are where files of volumes lie in the container's root. Each folder is opened before the container
// has run for the first time, and kept: what the app puts in a folder's place later, a link to one that is
// not its own, is not followed.
type places map[string]folder

type folder struct {
	root *os.Root
	name string
}

// put lays the file, as its volume has it, in place of whatever has its name.
func (p places) put(file control.File) error {
	at, known := p[file.Target]
	if !known {
		var err error
		if at, err = find(file.Target); err != nil {
			return fmt.Errorf("mountPath %s: %w", file.Target, err)
		}
		p[file.Target] = at
	}
	if err := at.put(file); err != nil {
		return fmt.Errorf("mountPath %s: %w", file.Target, err)
	}
	return nil
}

// find follows the image's links, as a runtime does, and makes the folders that are not there.
func find(target string) (folder, error) {
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return folder{}, err
	}
	info, err := os.Stat(target)
	switch {
	case err == nil && info.IsDir():
		return folder{}, syscall.EISDIR
	case err == nil:
		target, err = filepath.EvalSymlinks(target)
	case errors.Is(err, fs.ErrNotExist):
		err = nil
	}
	if err != nil {
		return folder{}, err
	}
	root, err := os.OpenRoot(filepath.Dir(target))
	return folder{root, filepath.Base(target)}, err
}

func (f folder) put(file control.File) error {
	_ = f.root.Remove(placing)
	out, err := f.root.OpenFile(placing, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := fill(out, file); err != nil {
		_ = f.root.Remove(placing)
		return err
	}
	err = f.root.Rename(placing, f.name)
	if err == nil {
		return nil
	}
	_ = f.root.Remove(placing)
	if !errors.Is(err, syscall.EBUSY) {
		return err
	}
	// The engine's own mount, such as /etc/hosts, cannot be replaced, but be written.
	if out, err = f.root.OpenFile(f.name, os.O_WRONLY|os.O_TRUNC|syscall.O_NOFOLLOW, 0); err != nil {
		return err
	}
	return fill(out, file)
}

func fill(out *os.File, file control.File) error {
	_, err := out.Write(file.Data)
	return errors.Join(err, out.Chown(int(file.UID), int(file.GID)), out.Chmod(fs.FileMode(file.Mode)), out.Close())
}
