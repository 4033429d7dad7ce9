package supervise

import (
	"log/slog"
	"os"
	"sync"
	"time"
)

// drainWithin is how long what a run has written may take to reach the engine, before its end is told all the
// same: an engine that reads no more would hold it forever.
const drainWithin = 5 * time.Second

// output passes on what a run writes and keeps its end. Only a container that asks for it pays with a copy: the
// others write to the engine themselves.
type output struct {
	// ends are the run's own, its output and its errors.
	ends   []*os.File
	copied chan struct{}

	mutex sync.Mutex
	last  tail
}

// passOn has a pipe for each of the streams, whose bytes go there in their order.
func passOn(streams ...*os.File) (*output, error) {
	o := &output{copied: make(chan struct{})}
	var copying sync.WaitGroup
	for _, stream := range streams {
		write, read, err := newPipe(true)
		if err != nil {
			o.started()
			return nil, err
		}
		o.ends = append(o.ends, write)
		copying.Go(func() { o.copy(read, stream) })
	}
	go func() {
		copying.Wait()
		close(o.copied)
	}()
	return o, nil
}

// started leaves the ends to the run alone: they are closed with it.
func (o *output) started() {
	for _, end := range o.ends {
		_ = end.Close()
	}
}

// copy ends with the run, or when the engine takes no more: then the run is told so by its own pipe.
func (o *output) copy(from, to *os.File) {
	defer func() { _ = from.Close() }()
	buffer := make([]byte, 32<<10)
	for {
		length, err := from.Read(buffer)
		if length > 0 {
			o.keep(buffer[:length])
			if _, err := to.Write(buffer[:length]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (o *output) keep(bytes []byte) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.last.add(bytes)
}

// end waits until all that the run wrote is passed on, and returns its last words.
func (o *output) end() string {
	select {
	case <-o.copied:
	case <-time.After(drainWithin):
		slog.Warn("output is still not passed on", "after", drainWithin)
	}
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.last.text()
}
