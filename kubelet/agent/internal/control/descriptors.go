package control

import (
	"encoding/json"
	"io"
	"net"
	"os"
	"syscall"
)

// mostFiles come with one message.
const mostFiles = 4

// descriptors reads a socket's bytes and keeps the open files that come with them, in their order. The kernel never
// joins what two messages with files bear, so files and the values that announce them stay in step.
type descriptors struct {
	conn  *net.UnixConn
	files []*os.File
}

func (d *descriptors) Read(into []byte) (int, error) {
	rights := make([]byte, syscall.CmsgSpace(mostFiles*4))
	length, more, _, _, err := d.conn.ReadMsgUnix(into, rights)
	if more > 0 {
		d.keep(rights[:more])
	}
	if length == 0 && err == nil {
		err = io.EOF
	}
	return length, err
}

func (d *descriptors) keep(rights []byte) {
	messages, err := syscall.ParseSocketControlMessage(rights)
	if err != nil {
		return
	}
	for _, message := range messages {
		numbers, err := syscall.ParseUnixRights(&message)
		if err != nil {
			continue
		}
		for _, number := range numbers {
			d.files = append(d.files, os.NewFile(uintptr(number), "passed"))
		}
	}
}

// Files takes the next that came; nil when there are not so many. For Receive's caller.
func (c *Conn[S, R]) Files(count int) []*os.File {
	if count == 0 || len(c.files.files) < count {
		return nil
	}
	taken := c.files.files[:count]
	c.files.files = c.files.files[count:]
	return taken
}

// SendFiles writes a value and open files with it, which stay open here.
func (c *Conn[S, R]) SendFiles(value S, files ...*os.File) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	numbers := make([]int, len(files))
	for i, file := range files {
		raw, err := file.SyscallConn()
		if err != nil {
			return err
		}
		if err := raw.Control(func(number uintptr) { numbers[i] = int(number) }); err != nil {
			return err
		}
	}
	c.sending.Lock()
	defer c.sending.Unlock()
	length, _, err := c.conn.WriteMsgUnix(text, syscall.UnixRights(numbers...), nil)
	if err == nil && length < len(text) {
		_, err = c.conn.Write(text[length:])
	}
	return err
}
