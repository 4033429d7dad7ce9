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
	"fnk.dev/agent/internal/control"
	"fnk.dev/agent/internal/framing"
	"fnk.dev/agent/internal/terminal"
)

// silentWithin is how long output may be silent once the command has ended: what it has left behind may hold it.
const silentWithin = 500 * time.Millisecond

const (
	// piece is the most that is read of a command's output at a time: what a pipe holds. With the frame's head and
	// HTTP/2's, it fills TLS's records.
	piece = 4*tlsRecord - http2Head - framing.Header
	// firstPiece is for the many that have little to say.
	firstPiece = tlsRecord/4 - http2Head - framing.Header
	tlsRecord  = 16 << 10
	http2Head  = 9
)

// kind of a stream: reads its request and has it begun.
type kind func(pod *Pod, request []byte) (*stream, error)

var errNoRequest = errors.New("not a request of this version of the contract")

// execution is a command's stream.
func execution(pod *Pod, content []byte) (*stream, error) {
	var request contract.ExecRequest
	if channel.Decode(bytes.NewReader(content), &request) != nil || len(request.Command) == 0 {
		return nil, errNoRequest
	}
	return pod.begin(request.Container, func(id uint64) control.Order {
		return control.Order{Stream: &control.Stream{
			ID: id, Command: request.Command, Stdin: request.Stdin, Stdout: request.Stdout,
			Stderr: request.Stderr && !request.TTY, TTY: request.TTY, Size: request.Size,
		}}
	})
}

// attachment is a stream of what the container itself runs.
func attachment(pod *Pod, content []byte) (*stream, error) {
	var request contract.AttachRequest
	if channel.Decode(bytes.NewReader(content), &request) != nil {
		return nil, errNoRequest
	}
	stream, err := pod.begin(request.Container, func(id uint64) control.Order {
		return control.Order{Attach: &control.Attach{ID: id, Stdin: request.Stdin, Stdout: request.Stdout, Stderr: request.Stderr}}
	})
	if stream != nil {
		stream.attached = true
	}
	return stream, err
}

// serveStream carries what it is asked for; request and answer flow at the same time.
func serveStream(pod *Pod, kind kind, w http.ResponseWriter, r *http.Request) {
	frames := framing.NewReader(r.Body)
	first, content, err := frames.Next(contract.MaxExec)
	if err != nil || first != contract.ChannelRequest {
		http.Error(w, errNoRequest.Error(), http.StatusBadRequest)
		return
	}
	stream, err := kind(pod, content)
	switch {
	case errors.Is(err, errNoRequest):
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
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
	case ends := <-stream.begun:
		result = relay(pod, stream, ends, frames, answer, r)
	case result = <-stream.ended:
	}
	if text, err := json.Marshal(result); err == nil {
		_ = answer.Write(contract.ChannelResult, text)
	}
}

// relay carries octets until it has ended and what was written has been taken, or the node is gone.
func relay(pod *Pod, stream *stream, ends ends, frames *framing.Reader, answer *framing.Writer, r *http.Request) *contract.ExecResult {
	var input, output sync.WaitGroup
	input.Go(func() {
		ends.feed(frames, func() {
			if stream.attached {
				pod.order(stream, control.Order{InputEnded: stream.id})
			}
		})
	})
	over := make(chan struct{})
	for name, file := range ends.outputs {
		output.Go(func() { copyOut(file, over, name, answer) })
	}
	var result *contract.ExecResult
	select {
	case result = <-stream.ended:
	case <-r.Context().Done():
		closeAll(ends.files)
		pod.order(stream, control.Order{HangUp: stream.id})
		result = <-stream.ended
	}
	close(over)
	for _, file := range ends.outputs {
		_ = file.SetReadDeadline(time.Now().Add(silentWithin))
	}
	output.Wait()
	closeAll(ends.files)
	_ = r.Body.Close()
	input.Wait()
	return result
}

// ends are streams by the channels that they are.
type ends struct {
	files    []*os.File
	input    *os.File // nil: none
	terminal bool     // of the input
	outputs  map[byte]*os.File
}

func assign(begun control.Streamed, files []*os.File) ends {
	e := ends{files: files, outputs: make(map[byte]*os.File), terminal: begun.Terminal}
	for i, file := range files {
		if channel := byte(begun.Channels[i]); channel == contract.ChannelStdin {
			e.input = file
		} else {
			e.outputs[channel] = file
		}
	}
	return e
}

// feed passes on what the node sends, until it ends. A program that reads no more does not end the rest.
func (e ends) feed(frames *framing.Reader, ended func()) {
	for {
		channel, content, err := frames.Next(contract.MaxFrame)
		if err != nil {
			return
		}
		switch channel {
		case contract.ChannelStdin:
			if e.input == nil {
				continue
			}
			if len(content) > 0 {
				_, _ = e.input.Write(content)
				continue
			}
			if !e.terminal {
				_ = e.input.Close()
			}
			ended()
		case contract.ChannelResize:
			var size contract.TerminalSize
			for sizes := json.NewDecoder(bytes.NewReader(content)); e.terminal && sizes.Decode(&size) == nil; {
				_ = terminal.Resize(e.input, size)
			}
		}
	}
}

// copyOut ends with the last writer, or, when the command is over, with the first silence. The more there is, the more
// it takes at a time: each frame wakes every program on its way.
func copyOut(from *os.File, over <-chan struct{}, name byte, answer *framing.Writer) {
	frame := answer.Frame(name, firstPiece)
	for {
		length, err := from.Read(frame.Content())
		if length > 0 && frame.Write(length) != nil {
			return
		}
		if err != nil {
			return
		}
		if length == firstPiece {
			frame = answer.Frame(name, piece)
		}
		select {
		case <-over:
			_ = from.SetReadDeadline(time.Now().Add(silentWithin))
		default:
		}
	}
}
