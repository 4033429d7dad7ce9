package volumes

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"fnk.dev/agent/internal/contract"
)

// laid is a keeper with these volumes' folders, told of them.
func laid(t *testing.T, volumes ...contract.Volume) (*Keeper, string) {
	t.Helper()
	base := t.TempDir()
	for _, volume := range volumes {
		if err := os.Mkdir(filepath.Join(base, volume.Name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	keeper := NewKeeper(base)
	keeper.Told(volumes)
	if err := keeper.Lay(); err != nil {
		t.Fatal(err)
	}
	return keeper, base
}

func file(path, data string, mode uint32) contract.File {
	return contract.File{Path: path, Data: []byte(data), Mode: mode}
}

// seen is what lies in a volume, by its visible names: "path mode uid:gid content".
func seen(t *testing.T, folder string) (lines []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), "..") {
			continue
		}
		if target, err := os.Readlink(filepath.Join(folder, entry.Name())); err != nil || target != "..data/"+entry.Name() {
			t.Errorf("%s leads to %s: %v", entry.Name(), target, err)
		}
		top, err := filepath.EvalSymlinks(filepath.Join(folder, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if err := filepath.WalkDir(top, func(path string, _ fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			inside, err := filepath.Rel(filepath.Dir(top), path)
			if err != nil {
				return err
			}
			content := []byte("/")
			if info, err := os.Stat(path); err != nil || !info.IsDir() {
				if content, err = os.ReadFile(path); err != nil {
					return err
				}
			}
			lines = append(lines, fmt.Sprintf("%s %s %s", inside, rights(t, path), content))
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	return lines
}

// rights are "mode uid:gid".
func rights(t *testing.T, path string) string {
	t.Helper()
	var stat syscall.Stat_t
	if err := syscall.Stat(path, &stat); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%o %d:%d", stat.Mode&0o7777, stat.Uid, stat.Gid)
}

func folders(t *testing.T, folder string) int {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, entry := range entries {
		if entry.IsDir() {
			count++
		}
	}
	return count
}

func TestScratchIsEverybodys(t *testing.T) {
	_, base := laid(t, contract.Volume{Name: "plain", Scratch: true}, contract.Volume{Name: "shared", Scratch: true, Group: new(uint32(2000))})
	if got := rights(t, base+"/plain"); got != "777 0:0" {
		t.Error(got)
	}
	if got := rights(t, base+"/shared"); got != "2777 0:2000" {
		t.Error(got)
	}
}

func TestFilesWithTheirModesAndOwners(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0o177)) // as the agent has for a moment
	config := contract.Volume{Name: "v", Files: []contract.File{file("a", "A", 0o644), file("d/e/f", "F", 0o400), file("empty", "", 0)}}
	config.Files[1].UID = new(uint32(1000))
	_, base := laid(t, config)
	if got, want := seen(t, base+"/v"), []string{"a 644 0:0 A", "d 755 0:0 /", "d/e 755 0:0 /", "d/e/f 400 1000:0 F", "empty 0 0:0 "}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got := rights(t, base+"/v"); got != "755 0:0" {
		t.Error(got)
	}
}

func TestTheGroupMayRead(t *testing.T) {
	_, base := laid(t, contract.Volume{Name: "v", Group: new(uint32(2000)), Files: []contract.File{file("d/a", "A", 0o400), file("b", "B", 0o777)}})
	if got, want := seen(t, base+"/v"), []string{"b 777 0:2000 B", "d 2755 0:2000 /", "d/a 440 0:2000 A"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got := rights(t, base+"/v/..data/"); got != "2755 0:2000" {
		t.Error(got)
	}
}

func TestAnUpdateReplacesAllInOneGo(t *testing.T) {
	volume := contract.Volume{Name: "v", Files: []contract.File{file("kept", "1", 0o644), file("gone", "1", 0o644), file("d/one", "1", 0o644)}}
	keeper, base := laid(t, volume)
	before, err := os.Readlink(base + "/v/..data")
	if err != nil {
		t.Fatal(err)
	}
	open, err := os.Open(base + "/v/kept")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = open.Close() }()
	if err := os.WriteFile(base+"/v/foreign", []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	volume.Files = []contract.File{file("kept", "2", 0o600), file("d/two", "2", 0o644), file("new", "2", 0o644)}
	if err := keeper.Update([]contract.Volume{volume}); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(base + "/v/foreign"); err != nil {
		t.Errorf("what is not ours is gone: %v", err)
	}
	if got, want := seen(t, base+"/v"), []string{"d 755 0:0 /", "d/two 644 0:0 2", "kept 600 0:0 2", "new 644 0:0 2"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if after, err := os.Readlink(base + "/v/..data"); err != nil || after == before || folders(t, base+"/v") != 1 {
		t.Errorf("..data leads to %s, before to %s; %d folders: %v", after, before, folders(t, base+"/v"), err)
	}
	if content := make([]byte, 8); true {
		if n, _ := open.Read(content); string(content[:n]) != "1" {
			t.Errorf("who has the file open reads %q", content[:n])
		}
	}
}

func TestWhatFailsLeavesWhatWas(t *testing.T) {
	volume := contract.Volume{Name: "v", Files: []contract.File{file("a", "1", 0o644)}}
	keeper, base := laid(t, volume)
	// Not a path that validation lets through: what the file system refuses.
	volume.Files = []contract.File{file("a", "2", 0o644), file("a/b", "2", 0o644)}
	first := keeper.Update([]contract.Volume{volume})
	if first == nil || !strings.HasPrefix(first.Error(), `MountVolume.SetUp failed for volume "v" : `) {
		t.Fatalf("%v", first)
	}
	if got := seen(t, base+"/v"); !slices.Equal(got, []string{"a 644 0:0 1"}) || folders(t, base+"/v") != 1 {
		t.Errorf("%q", got)
	}
}

func TestLayingGoesOnWhereItFailed(t *testing.T) {
	base := t.TempDir()
	for _, name := range []string{"one", "three"} {
		if err := os.Mkdir(filepath.Join(base, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	keeper := NewKeeper(base)
	volumes := []contract.Volume{
		{Name: "one", Files: []contract.File{file("a", "1", 0o644)}}, {Name: "two", Scratch: true}, {Name: "three", Files: []contract.File{file("a", "1", 0o644)}},
	}
	keeper.Told(volumes)
	first, again := keeper.Lay(), keeper.Lay()
	if first == nil || again == nil || first.Error() != again.Error() || !strings.Contains(first.Error(), `"two"`) {
		t.Fatalf("%v, %v", first, again)
	}
	// What changes meanwhile: at once where it lies already, with the rest where it does not.
	volumes[0].Files, volumes[2].Files = []contract.File{file("a", "2", 0o644)}, []contract.File{file("a", "3", 0o644)}
	if err := keeper.Update([]contract.Volume{volumes[0], volumes[2]}); err != nil {
		t.Fatal(err)
	}
	if got := seen(t, base+"/three"); got != nil {
		t.Errorf("three is laid before two: %q", got)
	}
	if err := os.Mkdir(base+"/two", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := keeper.Lay(); err != nil {
		t.Fatal(err)
	}
	if one, three := seen(t, base+"/one"), seen(t, base+"/three"); one[0] != "a 644 0:0 2" || three[0] != "a 644 0:0 3" {
		t.Errorf("%q %q", one, three)
	}
}

func TestOnlyKnownVolumesAreUpdated(t *testing.T) {
	keeper, base := laid(t, contract.Volume{Name: "v"}, contract.Volume{Name: "s", Scratch: true})
	if err := os.Mkdir(base+"/other", 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"other", "s"} {
		if err := keeper.Update([]contract.Volume{{Name: "v"}, {Name: name}}); !errors.Is(err, ErrUnknown) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A container that writes where it should not cannot lead the agent out of the volume.
func TestNothingIsWrittenOutside(t *testing.T) {
	volume := contract.Volume{Name: "v", Files: []contract.File{file("a", "1", 0o644)}}
	keeper, base := laid(t, volume)
	outside := t.TempDir()
	if err := os.Remove(base + "/v/..data"); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, base+"/v/..data"); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, base+"/v/..data_tmp"); err != nil {
		t.Fatal(err)
	}
	volume.Files = []contract.File{file("a", "2", 0o644)}
	if err := keeper.Update([]contract.Volume{volume}); err != nil {
		t.Fatal(err)
	}
	if entries, err := os.ReadDir(outside); err != nil || len(entries) != 0 {
		t.Errorf("%v %v", entries, err)
	}
	if got := seen(t, base+"/v"); !slices.Equal(got, []string{"a 644 0:0 2"}) {
		t.Errorf("%q", got)
	}
}

func TestWhatIsThereAlreadyIsNotWrittenAgain(t *testing.T) {
	before := contract.Volume{Name: "v", Files: []contract.File{file("a", "A", 0o644), file("d/e", "E", 0o400)}}
	keeper, base := laid(t, before)
	first, err := os.Readlink(base + "/v/..data")
	if err != nil {
		t.Fatal(err)
	}
	now := func(files ...contract.File) string {
		t.Helper()
		if err := keeper.Update([]contract.Volume{{Name: "v", Files: files}}); err != nil {
			t.Fatal(err)
		}
		folder, err := os.Readlink(base + "/v/..data")
		if err != nil {
			t.Fatal(err)
		}
		return folder
	}
	if folder := now(before.Files...); folder != first {
		t.Errorf("written again: %s", folder)
	}
	other := file("d/e", "E", 0o400)
	other.UID = new(uint32(7))
	for name, files := range map[string][]contract.File{
		"a file less":        {file("a", "A", 0o644)},
		"a file more":        {file("a", "A", 0o644), file("d/e", "E", 0o400), file("d/f", "", 0o400)},
		"another mode":       {file("a", "A", 0o600), file("d/e", "E", 0o400)},
		"another content":    {file("a", "B", 0o644), file("d/e", "E", 0o400)},
		"another owner":      {file("a", "A", 0o644), other},
		"another place":      {file("a", "A", 0o644), file("e", "E", 0o400)},
		"another altogether": {file("x", "X", 0o644)},
	} {
		if folder := now(files...); folder == first {
			t.Errorf("not written: %s", name)
		}
		first = now(before.Files...)
	}
}

func TestFilesForContainersRootsAreAsTheyAreNow(t *testing.T) {
	secret := file("d/app.conf", "A", 0o400)
	secret.UID = new(uint32(7))
	volume := contract.Volume{Name: "v", Files: []contract.File{secret}, Places: []contract.Place{{Container: "app", Path: "d/app.conf", Target: "/etc/app.conf"}}}
	keeper, _ := laid(t, volume)
	for _, data := range []string{"A", "B"} {
		volume.Files[0].Data = []byte(data)
		if err := keeper.Update([]contract.Volume{volume}); err != nil {
			t.Fatal(err)
		}
		files, err := keeper.Files("app")
		if err != nil || len(files) != 1 || string(files[0].Data) != data || files[0].Target != "/etc/app.conf" ||
			files[0].Mode != 0o400 || files[0].UID != 7 {
			t.Errorf("%+v %v", files, err)
		}
	}
	if files, err := keeper.Files("other"); err != nil || len(files) != 0 {
		t.Errorf("%+v %v", files, err)
	}
	if err := keeper.Update([]contract.Volume{{Name: "v"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := keeper.Files("app"); err == nil || err.Error() != `subPath "d/app.conf" of volume "v": no such file or directory` {
		t.Errorf("%v", err)
	}
}
