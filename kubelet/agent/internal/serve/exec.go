package serve

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"sync"
	"time"

	"fnk.dev/agent/internal/channel"
	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/framing"
	"fnk.dev/agent/internal/terminal"
)

// silentWithin is how long output may be silent once the command has ended: what it has left behind may hold it.
const silentWithin = 500 * time.Millisecond

// piece is what is read of a command's output at a time.
const piece = 16 << 10

// serveExec runs a command; request and answer flow at the same time.
func serveExec(pod *Pod, w http.ResponseWriter, r *http.Request) {
	frames := framing.NewReader(r.Body)
	first, content, err := frames.Next(contract.MaxExec)
	var request contract.ExecRequest
	if err != nil || first != contract.ChannelRequest || channel.Decode(bytes.NewReader(content), &request) != nil || len(request.Command) == 0 {
		http.Error(w, "not a request of this version of the contract", http.StatusBadRequest)
		return
	}
	stream, err := pod.begin(request)
	switch {
	case errors.Is(err, errUnknownContainer):
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	case errors.Is(err, errTooMany):
		http.Error(w, err.Error(), http.StatusTooManyRequests)
		return
	case err != nil:
		http.Error(w, err.Error(), http.StatusConflict)
		return
	}
	controller := http.NewResponseController(w)
	w.WriteHeader(http.StatusOK)
	_ = controller.Flush()
	answer := framing.NewWriter(w, controller.Flush)
	var result *contract.ExecResult
	select {
	case files := <-stream.begun:
		result = relay(pod, stream, request, files, frames, answer, r)
	case result = <-stream.ended:
	}
	if text, err := json.Marshal(result); err == nil {
		_ = answer.Write(contract.ChannelResult, text)
	}
}

// relay carries octets until the command has ended and what it wrote has been taken, or the node is gone.
func relay(pod *Pod, stream *stream, request contract.ExecRequest, files []*os.File, frames *framing.Reader, answer *framing.Writer, r *http.Request) *contract.ExecResult {
	ends := assign(request, files)
	var input, output sync.WaitGroup
	input.Go(func() { ends.feed(frames) })
	over := make(chan struct{})
	for name, file := range ends.outputs {
		output.Go(func() { copyOut(file, over, func(content []byte) error { return answer.Write(name, content) }) })
	}
	var result *contract.ExecResult
	select {
	case result = <-stream.ended:
	case <-r.Context().Done():
		closeAll(files)
		pod.hangUp(stream)
		result = <-stream.ended
	}
	close(over)
	for _, file := range ends.outputs {
		_ = file.SetReadDeadline(time.Now().Add(silentWithin))
	}
	output.Wait()
	closeAll(files)
	_ = r.Body.Close()
	input.Wait()
	return result
}

// ends are a command's streams, by the channels that they are.
type ends struct {
	input    *os.File // nil: none
	terminal *os.File // nil: none
	outputs  map[byte]*os.File
}

func assign(request contract.ExecRequest, files []*os.File) ends {
	e := ends{outputs: make(map[byte]*os.File)}
	next := func(wanted bool) *os.File {
		if !wanted || len(files) == 0 {
			return nil
		}
		file := files[0]
		files = files[1:]
		return file
	}
	if request.TTY {
		e.terminal = next(true)
		e.input = e.terminal
		e.outputs[contract.ChannelStdout] = e.terminal
		return e
	}
	e.input = next(request.Stdin)
	if file := next(request.Stdout); file != nil {
		e.outputs[contract.ChannelStdout] = file
	}
	if file := next(request.Stderr); file != nil {
		e.outputs[contract.ChannelStderr] = file
	}
	return e
}

// feed passes on what the node sends. A program that reads no more does not end the rest.
func (e ends) feed(frames *framing.Reader) {
	for {
		channel, content, err := frames.Next(contract.MaxFrame)
		if err != nil {
			return
		}
		switch channel {
		case contract.ChannelStdin:
			switch {
			case e.input == nil:
			case len(content) > 0:
				_, _ = e.input.Write(content)
			case e.terminal == nil:
				_ = e.input.Close()
			}
		case contract.ChannelResize:
			var size contract.TerminalSize
			for sizes := json.NewDecoder(bytes.NewReader(content)); e.terminal != nil && sizes.Decode(&size) == nil; {
				_ = terminal.Resize(e.terminal, size)
			}
		}
	}
}

// copyOut ends with the last writer, or, when the command is over, with the first silence.
func copyOut(from *os.File, over <-chan struct{}, write func([]byte) error) {
	buffer := make([]byte, piece)
	for {
		length, err := from.Read(buffer)
		if length > 0 && write(buffer[:length]) != nil {
			return
		}
		if err != nil {
			return
		}
		select {
		case <-over:
			_ = from.SetReadDeadline(time.Now().Add(silentWithin))
		default:
		}
	}
}
