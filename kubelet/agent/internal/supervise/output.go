package supervise

import (
	"os"
	"sync"
	"time"
)

const (
	// drainWithin is how long what a run has written may take to reach the engine, before its end is told all the
	// same: an engine that reads no more would hold it forever.
	drainWithin = 5 * time.Second
	// watchedWithin is how long who is attached may take for a piece; who does not read holds the run up for that long,
	// once. Below drainWithin, so that the log is whole whoever is attached.
	watchedWithin = 3 * time.Second
	// copied at a time.
	piece = 32 << 10
)

// output passes on what a run writes: to the engine, then to who is attached.
type output struct {
	copying sync.WaitGroup
	copied  chan struct{}
	// slow is told of who was cut off.
	slow func(id uint64)

	mutex    sync.Mutex
	last     *tail // nil: nobody asks for it
	attached map[uint64]watcher
}

// watcher is who is attached: where its pieces of the outputs go, as pipes whose other ends the agent has; nil: it has
// not asked for that one.
type watcher [2]*os.File

func newOutput(keepLast bool, slow func(id uint64)) *output {
	o := &output{copied: make(chan struct{}), slow: slow, attached: make(map[uint64]watcher)}
	if keepLast {
		o.last = new(tail)
	}
	return o
}

// pass begins to copy one of the outputs, 0 or 1.
func (o *output) pass(number int, from, to *os.File) {
	o.copying.Go(func() { o.copy(number, from, to) })
}

// whole says that all outputs there are have begun to be copied.
func (o *output) whole() {
	go func() {
		o.copying.Wait()
		close(o.copied)
	}()
}

// copy ends with the run, or when the engine takes no more: then the run is told so by its own pipe.
func (o *output) copy(number int, from, to *os.File) {
	defer func() { _ = from.Close() }()
	buffer := make([]byte, piece)
	for {
		length, err := from.Read(buffer)
		if length > 0 {
			if _, err := to.Write(buffer[:length]); err != nil {
				return
			}
			o.show(number, buffer[:length])
		}
		if err != nil {
			return
		}
	}
}

// show gives a piece to who is attached. Those who do not take it in time are cut off, all of them at once.
func (o *output) show(number int, content []byte) {
	o.mutex.Lock()
	if o.last != nil {
		o.last.add(content)
	}
	var watching map[uint64]*os.File
	for id, watcher := range o.attached {
		if end := watcher[number]; end != nil {
			if watching == nil {
				watching = make(map[uint64]*os.File)
			}
			watching[id] = end
		}
	}
	o.mutex.Unlock()
	deadline := time.Now().Add(watchedWithin)
	for id, end := range watching {
		_ = end.SetWriteDeadline(deadline)
		if _, err := end.Write(content); err != nil && o.detach(id) && os.IsTimeout(err) {
			o.slow(id)
		}
	}
}

func (o *output) attach(id uint64, watcher watcher) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.attached[id] = watcher
}

// detach closes the ends of who is attached; false: nobody is, by that number.
func (o *output) detach(id uint64) bool {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	watcher, known := o.attached[id]
	if known {
		delete(o.attached, id)
		watcher.close()
	}
	return known
}

func (w watcher) close() {
	for _, end := range w {
		if end != nil {
			_ = end.Close()
		}
	}
}

// end waits until all that the run wrote is passed on, and returns its last words and who was attached; not
// whole: the engine did not take all in time.
func (o *output) end() (words string, left []uint64, whole bool) {
	select {
	case <-o.copied:
		whole = true
	case <-time.After(drainWithin):
	}
	o.mutex.Lock()
	defer o.mutex.Unlock()
	for id, watcher := range o.attached {
		left = append(left, id)
		watcher.close()
	}
	clear(o.attached)
	if o.last != nil {
		words = o.last.text()
	}
	return words, left, whole
}
