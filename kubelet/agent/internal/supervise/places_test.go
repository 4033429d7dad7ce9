package supervise

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"fnk.dev/agent/internal/control"
)

func placed(target, data string) control.File {
	return control.File{Target: target, Data: []byte(data), Mode: 0o440, UID: 1000, GID: 2000}
}

func TestAFileOfAVolumeIsPutInPlaceOfTheImages(t *testing.T) {
	root := t.TempDir()
	target := filepath.Join(root, "etc", "deep", "app.conf")
	p := make(places)
	for _, data := range []string{"first", "again"} {
		if err := p.put(placed(target, data)); err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(target)
		if err != nil || string(content) != data {
			t.Errorf("%q %v", content, err)
		}
	}
	var stat syscall.Stat_t
	if err := syscall.Stat(target, &stat); err != nil || stat.Mode&0o7777 != 0o440 || stat.Uid != 1000 || stat.Gid != 2000 {
		t.Errorf("%+v %v", stat, err)
	}
	entries, err := os.ReadDir(filepath.Dir(target))
	if err != nil || len(entries) != 1 {
		t.Errorf("%v %v", entries, err)
	}
}

func TestALinkOfTheImageIsFollowedAndOneOfTheAppIsNot(t *testing.T) {
	root := t.TempDir()
	image, link, other := filepath.Join(root, "real"), filepath.Join(root, "etc", "app.conf"), filepath.Join(root, "shadow")
	for _, file := range []string{image, other} {
		if err := os.WriteFile(file, []byte("image"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Dir(link), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(image, link); err != nil {
		t.Fatal(err)
	}
	p := make(places)
	if err := p.put(placed(link, "new")); err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(image); err != nil || string(content) != "new" {
		t.Errorf("%q %v", content, err)
	}
	// What the app does before it is started again.
	if err := os.Remove(image); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(other, image); err != nil {
		t.Fatal(err)
	}
	if err := p.put(placed(link, "newer")); err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(other); err != nil || string(content) != "image" {
		t.Errorf("the app's link was followed: %q %v", content, err)
	}
	if content, err := os.ReadFile(image); err != nil || string(content) != "newer" {
		t.Errorf("%q %v", content, err)
	}
}

func TestNoFileTakesTheWholeFoldersPlace(t *testing.T) {
	if err := make(places).put(placed(t.TempDir(), "")); err == nil {
		t.Error("a folder was replaced")
	}
}

func TestWhatCannotBePutInPlaceIsWhyItIsNotStarted(t *testing.T) {
	f := newFirst(t)
	f.order(control.Order{Start: app("exit 0"), Unready: "subPath \"a\" of volume \"v\": file does not exist"})
	report := f.report()
	if report.Exited == nil || report.Exited.Reason != "CreateContainerConfigError" || report.Exited.Message == "" {
		t.Errorf("%+v", report.Exited)
	}
	target := filepath.Join(t.TempDir(), "app.conf")
	f.order(control.Order{Start: app("grep -q here " + target), Files: []control.File{{Target: target, Data: []byte("here"), Mode: 0o644}}})
	if report := f.report(); report.Started == nil {
		t.Fatalf("%+v", report.Exited)
	}
	if report := f.report(); report.Exited == nil || report.Exited.Code != 0 {
		t.Errorf("%+v", report.Exited)
	}
}
