package volumes

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"

	"fnk.dev/agent/internal/contract"
)

const (
	// measureEvery is as often as a kubelet measures volumes (volumeStatsAggPeriod).
	measureEvery = time.Minute
	// mostEntries of a volume are counted; beyond that its figures would cost more than they are worth.
	mostEntries = 50000
	// mostPending is how many bytes the names of directories that wait to be read may take.
	mostPending = 1 << 20
	// atOnce is how many of a directory's entries are held.
	atOnce = 256
	// blockSize is that of stat's count of blocks, whatever the file system's is.
	blockSize = 512
)

var errTooMany = errors.New("more than is counted")

// meter holds what was measured last.
type meter struct {
	mutex  sync.Mutex
	figure []contract.VolumeStatistics
	at     time.Time
	busy   bool
}

// Usage is what the volumes held when they were measured last, a minute ago at the most. Who asks does not wait: with
// the first question, or one after a minute without, they begin to be measured.
func (k *Keeper) Usage(now time.Time) []contract.VolumeStatistics {
	names := k.laid()
	k.meter.mutex.Lock()
	defer k.meter.mutex.Unlock()
	age := now.Sub(k.meter.at)
	if len(names) > 0 && !k.meter.busy && age >= measureEvery {
		k.meter.busy = true
		go k.measure(names)
	}
	if age > 2*measureEvery {
		return []contract.VolumeStatistics{} // of a time that nobody asked about
	}
	return slices.Clone(k.meter.figure)
}

// laid are the names of all volumes, once the pod's have been laid.
func (k *Keeper) laid() (names []string) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if len(k.pending) > 0 {
		return nil
	}
	for name := range k.scratch {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (k *Keeper) measure(names []string) {
	figure := []contract.VolumeStatistics{}
	for _, name := range names {
		if found, err := usage(filepath.Join(k.base, name)); err == nil {
			found.Name = name
			found.At = time.Now().UTC()
			figure = append(figure, found)
		}
	}
	k.meter.mutex.Lock()
	defer k.meter.mutex.Unlock()
	k.meter.figure, k.meter.at, k.meter.busy = figure, time.Now(), false
}

// usage counts as a kubelet does (du): blocks and inodes, a file with several names once; and tells of the file
// system that the volume lies in. What the pod does meanwhile leads it nowhere else.
func usage(path string) (contract.VolumeStatistics, error) {
	var figures contract.VolumeStatistics
	var system syscall.Statfs_t
	if err := syscall.Statfs(path, &system); err != nil {
		return figures, err
	}
	size := uint64(system.Bsize)
	figures.Capacity, figures.Available = system.Blocks*size, system.Bavail*size
	figures.Inodes, figures.InodesFree = system.Files, system.Ffree
	root, err := os.OpenRoot(path)
	if err != nil {
		return figures, err
	}
	defer func() { _ = root.Close() }()
	count := counter{root: root, pending: []string{"."}, several: map[inode]bool{}}
	top, err := root.Lstat(".")
	if err != nil {
		return figures, err
	}
	count.add(top)
	for len(count.pending) > 0 {
		if err := count.next(); err != nil {
			return figures, err
		}
	}
	figures.Used, figures.InodesUsed = count.blocks*blockSize, count.inodes
	return figures, nil
}

type inode struct{ device, number uint64 }

type counter struct {
	root    *os.Root
	pending []string
	bytes   int // of pending
	several map[inode]bool
	blocks  uint64
	inodes  uint64
}

// next reads one directory.
func (c *counter) next() error {
	folder := c.pending[len(c.pending)-1]
	c.pending = c.pending[:len(c.pending)-1]
	c.bytes -= len(folder)
	in, err := c.root.Open(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // deleted meanwhile
	}
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	for {
		names, err := in.Readdirnames(atOnce)
		for _, name := range names {
			if err := c.entry(filepath.Join(folder, name)); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (c *counter) entry(path string) error {
	info, err := c.root.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	c.add(info)
	if info.IsDir() {
		c.pending = append(c.pending, path)
		c.bytes += len(path)
	}
	if c.inodes > mostEntries || c.bytes > mostPending {
		return errTooMany
	}
	return nil
}

func (c *counter) add(info fs.FileInfo) {
	system, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return
	}
	if system.Nlink > 1 && !info.IsDir() {
		known := inode{uint64(system.Dev), system.Ino}
		if c.several[known] {
			return
		}
		c.several[known] = true
	}
	c.blocks += uint64(system.Blocks)
	c.inodes++
}
