// Package framing cuts a stream of octets into frames of several channels, as the contract has it.
package framing

import (
	"encoding/binary"
	"fmt"
	"io"
	"sync"
)

// Header is what a frame has before its content.
const Header = 5

// Writer writes whole frames; callers may be many.
type Writer struct {
	mutex sync.Mutex
	to    io.Writer
	flush func() error
}

// NewWriter flushes after each frame.
func NewWriter(to io.Writer, flush func() error) *Writer { return &Writer{to: to, flush: flush} }

// Write waits until the other end has room for it.
func (w *Writer) Write(channel byte, content []byte) error {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	head := [Header]byte{channel}
	binary.BigEndian.PutUint32(head[1:], uint32(len(content)))
	if _, err := w.to.Write(head[:]); err != nil {
		return err
	}
	if len(content) > 0 {
		if _, err := w.to.Write(content); err != nil {
			return err
		}
	}
	return w.flush()
}

// Frame is a place of one channel's frames that goes out as it is, and is used again; one caller.
type Frame struct {
	writer *Writer
	octets []byte
}

// Frame has room for so many octets of content.
func (w *Writer) Frame(channel byte, room int) *Frame {
	f := &Frame{writer: w, octets: make([]byte, Header+room)}
	f.octets[0] = channel
	return f
}

// Content is what may be filled before Write.
func (f *Frame) Content() []byte { return f.octets[Header:] }

// Write waits until the other end has room for this much of the content.
func (f *Frame) Write(length int) error {
	f.writer.mutex.Lock()
	defer f.writer.mutex.Unlock()
	binary.BigEndian.PutUint32(f.octets[1:], uint32(length))
	if _, err := f.writer.to.Write(f.octets[:Header+length]); err != nil {
		return err
	}
	return f.writer.flush()
}

// Reader reads frames; one caller.
type Reader struct {
	from    io.Reader
	content []byte
}

// NewReader has no buffer: what is not asked for yet stays with the other end.
func NewReader(from io.Reader) *Reader { return &Reader{from: from} }

// Next returns the next frame, whose content is good until the call after; io.EOF between two frames is the end.
func (r *Reader) Next(most int) (channel byte, content []byte, err error) {
	var head [Header]byte
	if _, err := io.ReadFull(r.from, head[:]); err != nil {
		return 0, nil, err
	}
	length := binary.BigEndian.Uint32(head[1:])
	if uint64(length) > uint64(most) {
		return 0, nil, fmt.Errorf("a frame of %d octets, more than %d", length, most)
	}
	if int(length) > cap(r.content) {
		r.content = make([]byte, length)
	}
	r.content = r.content[:length]
	if _, err := io.ReadFull(r.from, r.content); err != nil {
		return 0, nil, io.ErrUnexpectedEOF
	}
	return head[0], r.content, nil
}
