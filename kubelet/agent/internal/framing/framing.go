// Package framing cuts a stream of octets into frames of several channels, as the contract has it.
package framing

import (
	"encoding/binary"
	"fmt"
	"io"
	"sync"
)

const header = 5

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
	head := [header]byte{channel}
	binary.BigEndian.PutUint32(head[1:], uint32(len(content)))
	if _, err := w.to.Write(head[:]); err != nil {
		return err
	}
	if _, err := w.to.Write(content); err != nil {
		return err
	}
	return w.flush()
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
	var head [header]byte
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
