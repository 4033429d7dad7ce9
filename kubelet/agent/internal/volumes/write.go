package volumes

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"fnk.dev/agent/internal/contract"
)

// Names at the top of a volume, as the kubelet's atomic writer has them (pkg/volume/util/atomic_writer.go):
// ..data leads to the folder of the present files, and each name at the top leads through ..data.
const (
	data    = "..data"
	dataNew = "..data_tmp"
	stamped = "..2006_01_02_15_04_05.000000000"
)

// write replaces all that is in the volume in one go: by the renaming of the link ..data.
func write(root *os.Root, volume contract.Volume, now time.Time) error {
	if err := own(root, ".", volume.Group); err != nil {
		return err
	}
	if holds(root, volume) {
		return nil
	}
	folder := now.UTC().Format(stamped)
	if err := fill(root, folder, volume); err != nil {
		_ = root.RemoveAll(folder)
		return err
	}
	if err := root.Remove(dataNew); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := root.Symlink(folder, dataNew); err != nil {
		return err
	}
	if err := root.Rename(dataNew, data); err != nil {
		return err
	}
	tops := make(map[string]bool)
	for _, file := range volume.Files {
		top, _, _ := strings.Cut(file.Path, "/")
		tops[top] = true
	}
	for top := range tops {
		if err := link(root, top); err != nil {
			return err
		}
	}
	return sweep(root, folder, tops)
}

// fill makes the folder of the files.
func fill(root *os.Root, folder string, volume contract.Volume) error {
	if err := root.Mkdir(folder, 0o700); err != nil {
		return err
	}
	if err := own(root, folder, volume.Group); err != nil {
		return err
	}
	owned := map[string]bool{folder: true}
	for _, file := range volume.Files {
		name := folder + "/" + file.Path
		parent := path.Dir(name)
		if err := root.MkdirAll(parent, 0o700); err != nil {
			return err
		}
		for ; !owned[parent]; parent = path.Dir(parent) {
			if err := own(root, parent, volume.Group); err != nil {
				return err
			}
			owned[parent] = true
		}
		if err := create(root, name, file, volume.Group); err != nil {
			return fmt.Errorf("%s: %w", file.Path, cause(err))
		}
	}
	return nil
}

// own gives a folder its owner and mode; the group may look into it (the kubelet's SetVolumeOwnership).
func own(root *os.Root, folder string, group *uint32) error {
	gid, mode := 0, fs.FileMode(0o755)
	if group != nil {
		gid, mode = int(*group), mode|os.ModeSetgid
	}
	if err := root.Chown(folder, 0, gid); err != nil {
		return err
	}
	return root.Chmod(folder, mode) // in so many words: whatever the umask is
}

func create(root *os.Root, name string, file contract.File, group *uint32) error {
	uid, gid, mode := 0, 0, fs.FileMode(file.Mode)
	if file.UID != nil {
		uid = int(*file.UID)
	}
	if group != nil {
		gid, mode = int(*group), mode|0o440
	}
	out, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = out.Write(file.Data)
	return errors.Join(err, out.Chown(uid, gid), out.Chmod(mode), out.Close())
}

// cause leaves out the path with its time: the same failure is the same words each time.
func cause(err error) error {
	var failure *fs.PathError
	if errors.As(err, &failure) {
		return failure.Err
	}
	return err
}

func link(root *os.Root, top string) error {
	want := data + "/" + top
	err := root.Symlink(want, top)
	if errors.Is(err, fs.ErrExist) {
		if there, readErr := root.Readlink(top); readErr == nil && there == want {
			return nil
		}
	}
	return err
}

// sweep removes what no longer leads anywhere: links to files that are gone, and the folders before.
func sweep(root *os.Root, folder string, tops map[string]bool) error {
	directory, err := root.Open(".")
	if err != nil {
		return err
	}
	entries, err := directory.ReadDir(-1)
	_ = directory.Close()
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := entry.Name()
		switch {
		case strings.HasPrefix(name, "..") && entry.IsDir() && name != folder:
			err = root.RemoveAll(name)
		case entry.Type() == fs.ModeSymlink && name != data && !tops[name]:
			if there, readErr := root.Readlink(name); readErr == nil && there == data+"/"+name {
				err = root.Remove(name)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}
