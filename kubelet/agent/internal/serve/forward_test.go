package serve_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/framing"
	"fnk.dev/agent/internal/nodetest"
)

// program listens at the loopback as a pod's would, and serves one connection after the other.
func program(t *testing.T, address string, serve func(*net.TCPConn)) uint16 {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Skip(err)
	}
	var served sync.WaitGroup
	served.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			served.Go(func() { serve(conn.(*net.TCPConn)); _ = conn.Close() })
		}
	})
	t.Cleanup(func() { _ = listener.Close(); served.Wait() })
	return uint16(listener.Addr().(*net.TCPAddr).Port)
}

// forwarded is a connection under way, as the node has it.
type forwarded struct {
	t      *testing.T
	input  *io.PipeWriter
	frames *framing.Writer
	answer io.ReadCloser
	reader *framing.Reader
}

func forward(t *testing.T, node *nodetest.Node, port uint16) *forwarded {
	t.Helper()
	from, to := io.Pipe()
	f := &forwarded{t: t, input: to, frames: framing.NewWriter(to, func() error { return nil })}
	go func() { _ = f.frames.Write(contract.ChannelRequest, fmt.Appendf(nil, `{"port":%d}`, port)) }()
	status, answer := node.Stream(contract.ForwardPath, from)
	f.answer, f.reader = answer, framing.NewReader(answer)
	t.Cleanup(f.hangUp)
	if status != http.StatusOK {
		text, _ := io.ReadAll(answer)
		t.Fatalf("%d %s", status, text)
	}
	return f
}

func (f *forwarded) hangUp() {
	_ = f.input.CloseWithError(io.ErrClosedPipe)
	_ = f.answer.Close()
}

func (f *forwarded) send(text string) {
	f.t.Helper()
	if err := f.frames.Write(contract.ChannelStdin, []byte(text)); err != nil {
		f.t.Fatal(err)
	}
}

// said reads what the port sends until it sends no more, or there is a result.
func (f *forwarded) said() (string, *contract.ForwardResult) {
	f.t.Helper()
	var text bytes.Buffer
	for {
		channel, content, err := f.reader.Next(contract.MaxFrame)
		switch {
		case err != nil:
			f.t.Fatalf("no end: %v", err)
		case channel == contract.ChannelResult:
			var result contract.ForwardResult
			if json.Unmarshal(content, &result) != nil {
				f.t.Fatalf("%s", content)
			}
			return text.String(), &result
		case len(content) == 0:
			return text.String(), nil
		default:
			text.Write(content)
		}
	}
}

func proved(t *testing.T) *nodetest.Node {
	t.Helper()
	return nodetest.Proved(t, newTask(t, "app").address)
}

// shouting answers only when it has heard all.
func shouting(conn *net.TCPConn) {
	text, _ := io.ReadAll(conn)
	_, _ = conn.Write(bytes.ToUpper(text))
}

func TestAPortOfTheLoopbackIsReachedAndTheSendersEndIsItsOwn(t *testing.T) {
	for name, address := range map[string]string{"IPv4": "127.0.0.1:0", "IPv6": "[::1]:0"} {
		t.Run(name, func(t *testing.T) {
			f := forward(t, proved(t), program(t, address, shouting))
			f.send("he")
			f.send("llo")
			f.send("")
			if text, result := f.said(); text != "HELLO" || result != nil {
				t.Errorf("%q %+v", text, result)
			}
			if text, result := f.said(); text != "" || *result != (contract.ForwardResult{}) {
				t.Errorf("%q %+v", text, result)
			}
		})
	}
}

func TestThePortMaySayItsLastFirst(t *testing.T) {
	heard := make(chan string, 1)
	f := forward(t, proved(t), program(t, "127.0.0.1:0", func(conn *net.TCPConn) {
		_, _ = io.WriteString(conn, "bye")
		_ = conn.CloseWrite()
		text, _ := io.ReadAll(conn)
		heard <- string(text)
	}))
	if text, result := f.said(); text != "bye" || result != nil {
		t.Errorf("%q %+v", text, result)
	}
	f.send("still here")
	f.send("")
	if _, result := f.said(); *result != (contract.ForwardResult{}) {
		t.Errorf("%+v", result)
	}
	if text := <-heard; text != "still here" {
		t.Errorf("%q", text)
	}
}

func TestAPortThatIsClosedIsToldInWords(t *testing.T) {
	port := program(t, "127.0.0.1:0", func(*net.TCPConn) {})
	other, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := uint16(other.Addr().(*net.TCPAddr).Port)
	_ = other.Close()
	node := proved(t)
	if _, result := forward(t, node, closed).said(); result == nil || !strings.HasPrefix(result.Failure,
		fmt.Sprintf("failed to connect to localhost:%d inside the pod, IPv4: dial tcp4 127.0.0.1:%d: connect: connection refused, IPv6: ", closed, closed)) {
		t.Errorf("%+v", result)
	}
	if _, result := forward(t, node, port).said(); result != nil {
		t.Errorf("%+v", result)
	}
}

func TestForwardsThatAreRefused(t *testing.T) {
	task := newTask(t, "app")
	node := nodetest.Proved(t, task.address)
	_, own, _ := net.SplitHostPort(task.address)
	for name, test := range map[string]struct {
		channel byte
		body    string
		want    int
	}{
		"the agent's own port": {contract.ChannelRequest, `{"port":` + own + `}`, 403},
		"no port":              {contract.ChannelRequest, `{}`, 400},
		"no such port":         {contract.ChannelRequest, `{"port":65536}`, 400},
		"an unknown field":     {contract.ChannelRequest, `{"port":80,"host":"10.0.0.1"}`, 400},
		"no request first":     {contract.ChannelStdin, `{"port":80}`, 400},
	} {
		t.Run(name, func(t *testing.T) {
			body := new(bytes.Buffer)
			_ = framing.NewWriter(body, func() error { return nil }).Write(test.channel, []byte(test.body))
			if status, answer := node.Stream(contract.ForwardPath, body); status != test.want {
				text, _ := io.ReadAll(answer)
				t.Errorf("%d %s", status, text)
			}
		})
	}
}

func TestAConnectionThatBreaksIsToldAsBroken(t *testing.T) {
	f := forward(t, proved(t), program(t, "127.0.0.1:0", func(conn *net.TCPConn) {
		_, _ = io.WriteString(conn, "half")
		_, _ = conn.Read(make([]byte, 1))
		_ = conn.SetLinger(0)
	}))
	f.send("x")
	if text, result := f.said(); text != "half" || result == nil || !result.Broken {
		t.Errorf("%q %+v", text, result)
	}
}

func TestTheProgramSeesThatTheClientBrokeOff(t *testing.T) {
	begun, ended := make(chan struct{}), make(chan error, 1)
	f := forward(t, proved(t), program(t, "127.0.0.1:0", func(conn *net.TCPConn) {
		_, _ = conn.Read(make([]byte, 1))
		close(begun)
		_, err := io.Copy(io.Discard, conn)
		ended <- err
	}))
	f.send("half of it")
	<-begun
	f.hangUp()
	select {
	case err := <-ended:
		if !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("%v: it takes what it has for all", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("the connection is still open")
	}
}

func TestAProgramThatDoesNotReadHoldsBackItsOwnConnectionOnly(t *testing.T) {
	release := make(chan struct{})
	node := proved(t)
	slow := forward(t, node, program(t, "127.0.0.1:0", func(conn *net.TCPConn) {
		<-release
		length, _ := io.Copy(io.Discard, conn)
		_, _ = fmt.Fprint(conn, length)
	}))
	const pieces = 512
	sent := make(chan int, pieces)
	go func() {
		piece := bytes.Repeat([]byte{7}, contract.MaxFrame)
		for i := range pieces {
			if slow.frames.Write(contract.ChannelStdin, piece) != nil {
				return
			}
			sent <- i
		}
		_ = slow.frames.Write(contract.ChannelStdin, nil)
	}()
	stalled := 0
	for waiting := true; waiting; {
		select {
		case stalled = <-sent:
		case <-time.After(300 * time.Millisecond):
			waiting = false
		}
	}
	if stalled == pieces-1 {
		t.Error("all was taken for a program that reads nothing")
	}
	quick := forward(t, node, program(t, "127.0.0.1:0", shouting))
	quick.send("beside it")
	quick.send("")
	if text, _ := quick.said(); text != "BESIDE IT" {
		t.Errorf("%q", text)
	}
	close(release)
	if text, _ := slow.said(); text != fmt.Sprint(pieces*contract.MaxFrame) {
		t.Errorf("%s octets arrived", text)
	}
}

func TestConnectionsOfAPodAreBounded(t *testing.T) {
	node := proved(t)
	port := program(t, "127.0.0.1:0", shouting)
	var open []*forwarded
	for range 64 {
		open = append(open, forward(t, node, port))
	}
	body := new(bytes.Buffer)
	_ = framing.NewWriter(body, func() error { return nil }).Write(contract.ChannelRequest, fmt.Appendf(nil, `{"port":%d}`, port))
	if status, _ := node.Stream(contract.ForwardPath, body); status != http.StatusTooManyRequests {
		t.Errorf("one more is answered with %d", status)
	}
	open[0].send("")
	_, _ = open[0].said()
	_, _ = open[0].said()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		request := new(bytes.Buffer)
		frames := framing.NewWriter(request, func() error { return nil })
		_ = frames.Write(contract.ChannelRequest, fmt.Appendf(nil, `{"port":%d}`, port))
		_ = frames.Write(contract.ChannelStdin, nil)
		if status, _ := node.Stream(contract.ForwardPath, request); status == http.StatusOK {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the place of one that has ended is not free")
		}
	}
}
