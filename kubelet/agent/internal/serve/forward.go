package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"fnk.dev/agent/internal/channel"
	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/framing"
)

const (
	// maxForwards is how many connections to the pod's ports may be under way at a time.
	maxForwards = 64
	// connectWithin is for a port of this very network namespace, whose listener may have a full queue.
	connectWithin = 10 * time.Second
	// forwardPiece, with the frame's head and HTTP/2's, fills two of TLS's records.
	forwardPiece = 2*tlsRecord - http2Head - framing.Header
)

// loopbacks of the pod, in the order in which they are tried.
var loopbacks = []struct{ family, network, address string }{
	{"IPv4", "tcp4", "127.0.0.1"},
	{"IPv6", "tcp6", "::1"},
}

// forwards are the connections to the pod's ports: all its containers have one loopback, which is the agent's too.
type forwards struct {
	own  int // the port that is the agent's
	free chan struct{}
}

func newForwards(own int) *forwards {
	f := &forwards{own: own, free: make(chan struct{}, maxForwards)}
	for range maxForwards {
		f.free <- struct{}{}
	}
	return f
}

// ServeHTTP connects to a port; request and answer flow at the same time.
func (f *forwards) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	frames := framing.NewReader(r.Body)
	first, content, err := frames.Next(contract.MaxSmall)
	var request contract.ForwardRequest
	if err != nil || first != contract.ChannelRequest || channel.Decode(bytes.NewReader(content), &request) != nil || request.Port == 0 {
		http.Error(w, "not a request of this version of the contract", http.StatusBadRequest)
		return
	}
	if int(request.Port) == f.own {
		http.Error(w, fmt.Sprintf("port %d is the virtual node's own in each pod", request.Port), http.StatusForbidden)
		return
	}
	select {
	case <-f.free:
		defer func() { f.free <- struct{}{} }()
	default:
		http.Error(w, fmt.Sprintf("%d connections are forwarded to this pod already", maxForwards), http.StatusTooManyRequests)
		return
	}
	controller := http.NewResponseController(w)
	w.WriteHeader(http.StatusOK)
	_ = controller.Flush()
	answer := framing.NewWriter(w, controller.Flush)
	var result contract.ForwardResult
	if conn, err := connect(r.Context(), request.Port); err != nil {
		result.Failure = err.Error()
	} else {
		result.Broken = carry(r, conn, frames, answer)
	}
	if text, err := json.Marshal(result); err == nil {
		_ = answer.Write(contract.ChannelResult, text)
	}
}

// connect says of each family why it cannot be reached.
func connect(ctx context.Context, port uint16) (*net.TCPConn, error) {
	ctx, cancel := context.WithTimeout(ctx, connectWithin)
	defer cancel()
	reasons := ""
	for _, loopback := range loopbacks {
		conn, err := new(net.Dialer).DialContext(ctx, loopback.network, net.JoinHostPort(loopback.address, strconv.Itoa(int(port))))
		if err == nil {
			return conn.(*net.TCPConn), nil
		}
		reasons += fmt.Sprintf(", %s: %v", loopback.family, err)
	}
	return nil, fmt.Errorf("failed to connect to localhost:%d inside the pod%s", port, reasons)
}

// carry carries octets until both sides have said their last, or one has broken off. What one side does not take, the
// other cannot send: neither is waited for with more than a piece at hand.
func carry(r *http.Request, conn *net.TCPConn, frames *framing.Reader, answer *framing.Writer) (broken bool) {
	defer func() { _ = conn.Close() }()
	var heard atomic.Bool
	stop := context.AfterFunc(r.Context(), func() {
		if !heard.Load() {
			_ = conn.SetLinger(0) // the program is not to take what it has for all
		}
		_ = conn.Close()
	})
	defer stop()
	fed, refused := make(chan error, 1), make(chan struct{})
	go func() { fed <- feedPort(conn, frames, refused) }()
	if drainPort(conn, answer) != nil {
		broken = true
	} else {
		heard.Store(true)
		select {
		case err := <-fed:
			return err != nil
		case <-refused: // it had said its last, and reads no more
		}
	}
	_ = conn.Close()
	_ = r.Body.Close()
	<-fed
	return broken
}

// feedPort ends with the end of what the node sends. What the program refuses is thrown away: the node, which has
// other connections too, is not to wait for it.
func feedPort(conn *net.TCPConn, frames *framing.Reader, refused chan<- struct{}) error {
	var failure error
	for {
		name, content, err := frames.Next(contract.MaxFrame)
		switch {
		case err != nil:
			return errors.Join(failure, err)
		case name != contract.ChannelStdin:
		case len(content) == 0:
			return errors.Join(failure, conn.CloseWrite())
		case failure == nil:
			if _, failure = conn.Write(content); failure != nil {
				close(refused)
			}
		}
	}
}

// drainPort ends with the end of what the port sends.
func drainPort(conn *net.TCPConn, answer *framing.Writer) error {
	frame := answer.Frame(contract.ChannelStdout, forwardPiece)
	for {
		length, err := conn.Read(frame.Content())
		if length > 0 {
			if err := frame.Write(length); err != nil {
				return err
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return answer.Write(contract.ChannelStdout, nil)
		case err != nil:
			return err
		}
	}
}
