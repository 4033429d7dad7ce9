package volumes

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"syscall"

	"fnk.dev/agent/internal/contract"
)

// holds says whether the volume is already as it is to be, so that nothing is written: an app that watches
// its files would load them again, as often as a node that was restarted tells of them.
func holds(root *os.Root, volume contract.Volume) bool {
	folder, err := root.Readlink(data)
	if err != nil {
		return false
	}
	want := make(map[string]contract.File, len(volume.Files))
	for _, file := range volume.Files {
		want[file.Path] = file
	}
	present, err := fs.Sub(root.FS(), folder)
	if err != nil {
		return false
	}
	err = fs.WalkDir(present, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		file, wanted := want[path]
		if !wanted || !same(root, folder+"/"+path, file, volume.Group) {
			return errOther
		}
		delete(want, path)
		return nil
	})
	return err == nil && len(want) == 0
}

var errOther = errors.New("another")

func same(root *os.Root, name string, file contract.File, group *uint32) bool {
	uid, gid, mode := uint32(0), uint32(0), fs.FileMode(file.Mode)
	if file.UID != nil {
		uid = *file.UID
	}
	if group != nil {
		gid, mode = *group, mode|0o440
	}
	info, err := root.Lstat(name)
	if err != nil || info.Mode() != mode || info.Size() != int64(len(file.Data)) {
		return false
	}
	system, ok := info.Sys().(*syscall.Stat_t)
	if !ok || system.Uid != uid || system.Gid != gid {
		return false
	}
	there, err := root.ReadFile(name)
	return err == nil && bytes.Equal(there, file.Data)
}
