package volumes

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
)

func put(t *testing.T, path string, size int) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, bytes.Repeat([]byte("x"), size), 0o600); err != nil {
		t.Fatal(err)
	}
}

// measured asks until it is told something.
func measured(t *testing.T, keeper *Keeper) []contract.VolumeStatistics {
	t.Helper()
	for until := time.Now().Add(20 * time.Second); time.Now().Before(until); time.Sleep(time.Millisecond) {
		if found := keeper.Usage(time.Now()); len(found) > 0 {
			return found
		}
	}
	t.Fatal("nothing was measured")
	return nil
}

func TestUsageCountsWhatLiesInAVolume(t *testing.T) {
	keeper, base := laid(t, contract.Volume{Name: "data", Scratch: true}, contract.Volume{Name: "empty", Scratch: true})
	put(t, filepath.Join(base, "data", "a", "b", "file"), 100_000)
	if err := os.Link(filepath.Join(base, "data", "a", "b", "file"), filepath.Join(base, "data", "again")); err != nil {
		t.Fatal(err)
	}
	outside := t.TempDir()
	put(t, filepath.Join(outside, "big"), 10<<20)
	if err := os.Symlink(outside, filepath.Join(base, "data", "away")); err != nil {
		t.Fatal(err)
	}

	found := measured(t, keeper)

	if len(found) != 2 || found[0].Name != "data" || found[1].Name != "empty" {
		t.Fatalf("%+v", found)
	}
	data := found[0]
	if data.Used < 100_000 || data.Used > 200_000 || data.InodesUsed != 5 { // itself, a, b, the file, the link
		t.Errorf("%+v", data)
	}
	if found[1].InodesUsed != 1 {
		t.Errorf("%+v", found[1])
	}
	var system syscall.Statfs_t
	if err := syscall.Statfs(base, &system); err != nil {
		t.Fatal(err)
	}
	if data.Capacity != system.Blocks*uint64(system.Bsize) || data.Inodes != system.Files || data.Available == 0 || data.At.IsZero() {
		t.Errorf("%+v", data)
	}
}

func TestUsageIsMeasuredOnceAMinute(t *testing.T) {
	keeper, base := laid(t, contract.Volume{Name: "data", Scratch: true})
	before := measured(t, keeper)[0]
	put(t, filepath.Join(base, "data", "file"), 100_000)

	if again := keeper.Usage(time.Now()); again[0] != before {
		t.Errorf("%+v, then %+v", before, again)
	}
	if later := keeper.Usage(time.Now().Add(3 * measureEvery)); len(later) != 0 {
		t.Errorf("figures of a time long gone: %+v", later)
	}
	for until := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		if found := keeper.Usage(time.Now()); len(found) > 0 && found[0].InodesUsed == 2 {
			return
		}
		if time.Now().After(until) {
			t.Fatal("not measured anew")
		}
	}
}

func TestUsageOfAPodThatIsNotLaidIsNone(t *testing.T) {
	keeper := NewKeeper(t.TempDir())
	if found := keeper.Usage(time.Now()); len(found) != 0 {
		t.Errorf("%+v", found)
	}
	keeper.Told([]contract.Volume{{Name: "data", Scratch: true}})
	if keeper.Usage(time.Now()); keeper.meter.busy {
		t.Error("what is not laid is measured")
	}
}

func TestUsageGivesUpOnTooMuch(t *testing.T) {
	folder := t.TempDir()
	long := strings.Repeat("n", 200)
	for i := range mostPending/200 + 10 {
		if err := os.Mkdir(filepath.Join(folder, fmt.Sprint(long, i)), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if found, err := usage(folder); !errors.Is(err, errTooMany) {
		t.Errorf("%+v %v", found, err)
	}
}
