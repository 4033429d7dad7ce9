// Package volumes lays what a pod's volumes hold before its containers start, and replaces it while they run.
package volumes

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"fnk.dev/agent/internal/contract"
)

// Base is where the agent's own container mounts the task's volumes, each under its name.
const Base = "/.fnk-volumes"

// ErrUnknown is a volume that the pod was not told with, or one without files.
var ErrUnknown = errors.New("not a volume with files of this pod")

// Keeper knows the volumes of one pod. Their contents are held no longer than until they are laid.
type Keeper struct {
	base    string
	mutex   sync.Mutex
	scratch map[string]bool
	places  map[string][]place // by container
	pending []contract.Volume
	meter   meter
}

// NewKeeper lays volumes in folders of this one.
func NewKeeper(base string) *Keeper { return &Keeper{base: base} }

// Told notes the pod's volumes, which have been validated.
func (k *Keeper) Told(volumes []contract.Volume) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.pending = append([]contract.Volume(nil), volumes...)
	k.scratch = make(map[string]bool, len(volumes))
	k.places = make(map[string][]place)
	for _, volume := range volumes {
		k.scratch[volume.Name] = volume.Scratch
		for _, at := range volume.Places {
			k.places[at.Container] = append(k.places[at.Container], place{volume.Name, at.Path, at.Target})
		}
	}
}

// Lay lays what has not been laid, in order; after a failure it goes on from there when called again.
func (k *Keeper) Lay() error {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	for len(k.pending) > 0 {
		if err := k.lay(k.pending[0]); err != nil {
			return err
		}
		k.pending = k.pending[1:]
	}
	k.pending = nil
	return nil
}

// Update replaces the files of these volumes. What is not laid yet will be laid as it is now.
func (k *Keeper) Update(volumes []contract.Volume) error {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	for _, volume := range volumes {
		if scratch, known := k.scratch[volume.Name]; !known || scratch || volume.Scratch {
			return fmt.Errorf("volume %q: %w", volume.Name, ErrUnknown)
		}
	}
next:
	for _, volume := range volumes {
		for index := range k.pending {
			if k.pending[index].Name == volume.Name {
				k.pending[index] = volume
				continue next
			}
		}
		if err := k.lay(volume); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) lay(volume contract.Volume) error {
	root, err := os.OpenRoot(filepath.Join(k.base, volume.Name))
	if err == nil {
		if volume.Scratch {
			err = share(root, volume.Group)
		} else {
			err = write(root, volume, time.Now())
		}
		_ = root.Close()
	}
	if err != nil {
		return fmt.Errorf("MountVolume.SetUp failed for volume %q : %w", volume.Name, err) // the kubelet's words
	}
	return nil
}

// share makes an emptyDir writable for all, as Kubernetes does, and with a group its files the group's.
func share(root *os.Root, group *uint32) error {
	if group == nil {
		return root.Chmod(".", 0o777)
	}
	if err := root.Chown(".", 0, int(*group)); err != nil {
		return err
	}
	return root.Chmod(".", 0o777|os.ModeSetgid)
}
