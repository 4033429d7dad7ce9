package volumes

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"fnk.dev/agent/internal/control"
)

// maxPlaced bounds what is read of one file; an object of Kubernetes has at most 1 MiB.
const maxPlaced = 4 << 20

// Files are those that are put in place in the root of this container, as they are now. A file of a volume
// can be mounted by no task: subPath hands it to the container's supervisor instead, anew with each start.
func (k *Keeper) Files(container string) ([]control.File, error) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	var files []control.File
	for _, place := range k.places[container] {
		file, err := k.file(place.volume, place.path)
		if err != nil {
			return nil, fmt.Errorf("subPath %q of volume %q: %w", place.path, place.volume, cause(err))
		}
		file.Target = place.target
		files = append(files, file)
	}
	return files, nil
}

type place struct{ volume, path, target string }

// file reads without leaving the volume.
func (k *Keeper) file(volume, path string) (control.File, error) {
	root, err := os.OpenRoot(filepath.Join(k.base, volume))
	if err != nil {
		return control.File{}, err
	}
	defer func() { _ = root.Close() }()
	in, err := root.Open(path)
	if err != nil {
		return control.File{}, err
	}
	defer func() { _ = in.Close() }()
	info, err := in.Stat()
	if err != nil {
		return control.File{}, err
	}
	system, ok := info.Sys().(*syscall.Stat_t)
	if !ok || !info.Mode().IsRegular() {
		return control.File{}, fmt.Errorf("%s is not a file", path)
	}
	content, err := io.ReadAll(io.LimitReader(in, maxPlaced))
	if err != nil {
		return control.File{}, err
	}
	return control.File{Data: content, Mode: uint32(info.Mode().Perm()), UID: system.Uid, GID: system.Gid}, nil
}
