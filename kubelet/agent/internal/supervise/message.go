package supervise

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"unicode/utf8"
)

// maxMessage is the most that is told of a termination message, its end, as the kubelet has it.
const maxMessage = 4096

// message is a container's file of last words. It is opened once and kept: what the app puts in its place
// later, a link to a file that only root may read, is not followed.
type message struct {
	path string
	file *os.File
}

// ready makes the file empty and writable for the app. One that cannot be made is none.
func (m *message) ready(path string) {
	if path == "" || !filepath.IsAbs(path) {
		return
	}
	if m.file != nil && m.path == path && m.inPlace() {
		if m.file.Truncate(0) == nil {
			return
		}
	}
	m.close()
	file, err := open(path)
	if err != nil {
		return
	}
	m.path, m.file = path, file
}

func (m *message) inPlace() bool {
	own, err := m.file.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(m.path)
	return err == nil && os.SameFile(own, there)
}

// open makes the file. Where one is already, which an image may bring, it is taken if it is an ordinary
// file with no other name.
func open(path string) (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		file, err = os.OpenFile(path, os.O_RDWR|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	}
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil {
		if system, ok := info.Sys().(*syscall.Stat_t); !info.Mode().IsRegular() || !ok || system.Nlink != 1 {
			err = errors.New("not an ordinary file")
		}
	}
	if err == nil {
		err = errors.Join(file.Truncate(0), file.Chmod(0o666))
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

// read returns what the app wrote.
func (m *message) read() string {
	if m.file == nil {
		return ""
	}
	return Message(m.file)
}

// Message returns what an app wrote to the file of its termination message.
func Message(file *os.File) string {
	info, err := file.Stat()
	if err != nil {
		return ""
	}
	from := max(0, info.Size()-maxMessage)
	content, err := io.ReadAll(io.NewSectionReader(file, from, maxMessage))
	if err != nil {
		return ""
	}
	return lastOf(strings.ToValidUTF8(string(content), "\uFFFD"))
}

// lastOf keeps the end, in whole characters.
func lastOf(text string) string {
	from := max(0, len(text)-maxMessage)
	for from < len(text) && from > 0 && !utf8.RuneStart(text[from]) {
		from++
	}
	return text[from:]
}

func (m *message) close() {
	if m.file != nil {
		_ = m.file.Close()
		m.file = nil
	}
}
