package supervise

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestAMessageOfEachRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dev", "termination-log")
	var m message
	m.ready(path)
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o666 {
		t.Fatalf("%v %v", info, err)
	}
	write(t, path, "one")
	if got := m.read(); got != "one" {
		t.Error(got)
	}
	m.ready(path)
	if got := m.read(); got != "" {
		t.Errorf("left over: %s", got)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	m.ready(path)
	write(t, path, "two")
	if got := m.read(); got != "two" {
		t.Error(got)
	}
}

func TestOnlyItsEndIsTold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	for text, want := range map[string]string{
		strings.Repeat("x", 5000) + "end": strings.Repeat("x", 4093) + "end",
		strings.Repeat("ü", 3000) + "y":   strings.Repeat("ü", 2047) + "y",
	} {
		var m message
		m.ready(path)
		write(t, path, text)
		// A character that the limit cuts is told as one that is none, when that fits.
		if got := strings.TrimPrefix(m.read(), "\uFFFD"); got != strings.TrimPrefix(want, "\uFFFD") || len(m.read()) > maxMessage {
			t.Errorf("%d bytes, not %d", len(got), len(want))
		}
	}
}

func TestWhatIsNoTextIsToldAsSuch(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	var m message
	m.ready(path)
	write(t, path, "a\xffb")
	if got := m.read(); got != "a\uFFFDb" {
		t.Errorf("%q", got)
	}
}

// The app may put a link in the file's place, to what only root reads.
func TestNoLinkIsFollowed(t *testing.T) {
	folder := t.TempDir()
	secret, path := filepath.Join(folder, "secret"), filepath.Join(folder, "log")
	write(t, secret, "SECRET")
	var m message
	m.ready(path)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	for _, lead := range []func(string, string) error{os.Symlink, os.Link} {
		if err := lead(secret, path); err != nil {
			t.Fatal(err)
		}
		first := m.read()
		m.ready(path)
		if got := m.read(); first != "" || got != "" {
			t.Errorf("%q %q", first, got)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	if info, err := os.Stat(secret); err != nil || info.Mode() != 0o600 || info.Size() != 6 {
		t.Errorf("%v %v", info, err)
	}
}

func TestNoFileIsNoError(t *testing.T) {
	for _, path := range []string{"", "relative", "/proc/nothere/log", t.TempDir()} {
		var m message
		m.ready(path)
		if got := m.read(); got != "" {
			t.Errorf("%s: %s", path, got)
		}
	}
}

func TestOOMKillsAreCounted(t *testing.T) {
	folder := t.TempDir()
	v1, v2 := filepath.Join(folder, "memory.oom_control"), filepath.Join(folder, "memory.events")
	write(t, v1, "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n")
	if got := oomKills([]string{v2, v1}); got != 3 {
		t.Error(got)
	}
	write(t, v2, "low 0\nhigh 0\nmax 12\noom 2\noom_kill 1\noom_group_kill 0\n")
	if got := oomKills([]string{v2, v1}); got != 1 {
		t.Error(got)
	}
	if got := oomKills([]string{folder + "/nothere"}); got != 0 {
		t.Error(got)
	}
}
