package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/util/httpstream"
	"k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/client-go/tools/portforward"
	"k8s.io/client-go/transport/spdy"
)

// Ports of the pod: one that sends back what it is sent, and one where nobody listens.
const (
	echoes = 7000
	closed = 9
)

type forwarded struct {
	Status  int    `json:"status"`
	Same    bool   `json:"same"`
	Refused string `json:"refused"`
	Ended   string `json:"ended"`
}

// forward sends 2 MiB to a port and back, and then connects to one where nobody listens: what is told of it, and how
// the forwarding ends by it.
func (p pod) forward(ctx context.Context) (forwarded, error) {
	told := make(chan string, 16)
	runtime.ErrorHandlers = []runtime.ErrorHandler{
		func(_ context.Context, err error, message string, _ ...any) { told <- fmt.Sprint(message, ": ", err) },
	}
	dialer, err := p.dialer()
	if err != nil {
		return forwarded{}, err
	}
	ready := make(chan struct{})
	ports := []string{fmt.Sprintf("0:%d", echoes), fmt.Sprintf("0:%d", closed)}
	forwarder, err := portforward.NewOnAddresses(
		dialer, []string{"127.0.0.1"}, ports, ctx.Done(), ready, io.Discard, io.Discard)
	if err != nil {
		return forwarded{}, err
	}
	ended := make(chan error, 1)
	go func() { ended <- forwarder.ForwardPorts() }()
	select {
	case <-ready:
	case err := <-ended:
		return forwarded{}, err
	}
	local, err := forwarder.GetPorts()
	if err != nil {
		return forwarded{}, err
	}

	var came forwarded
	if came.Status, came.Same, err = echo(ctx, local[0].Local); err != nil {
		return forwarded{}, err
	}
	if err := connect(local[1].Local); err != nil {
		return forwarded{}, err
	}
	err = <-ended
	came.Ended = fmt.Sprint(err)
	for came.Refused == "" {
		select {
		case words := <-told:
			if strings.Contains(words, "connection refused") {
				came.Refused = words
			}
		case <-ctx.Done():
			return forwarded{}, errors.New("not told why there is no connection")
		}
	}
	return came, nil
}

// echo posts octets and returns the answer's status, and whether they came back.
func echo(ctx context.Context, port uint16) (int, bool, error) {
	octets := make([]byte, 2<<20)
	rand.Read(octets)
	asked, err := http.NewRequestWithContext(
		ctx, http.MethodPost, fmt.Sprintf("http://127.0.0.1:%d/cgi-bin/echo", port), bytes.NewReader(octets))
	if err != nil {
		return 0, false, err
	}
	answer, err := http.DefaultClient.Do(asked)
	if err != nil {
		return 0, false, err
	}
	defer answer.Body.Close()
	back, err := io.ReadAll(answer.Body)
	return answer.StatusCode, bytes.Equal(back, octets), err
}

// connect waits for the end of a connection on which nothing comes.
func connect(port uint16) error {
	connection, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", port), within)
	if err != nil {
		return err
	}
	defer connection.Close()
	if err := connection.SetDeadline(time.Now().Add(within)); err != nil {
		return err
	}
	// A reset ends it as well.
	if n, _ := connection.Read(make([]byte, 1)); n != 0 {
		return errors.New("something came from a port where nobody listens")
	}
	return nil
}

func (p pod) dialer() (httpstream.Dialer, error) {
	asked, err := p.url("portforward", nil)
	if err != nil {
		return nil, err
	}
	if p.protocol == webSocketProtocol {
		return portforward.NewSPDYOverWebsocketDialer(asked, p.config)
	}
	transport, upgrader, err := spdy.RoundTripperFor(p.config)
	if err != nil {
		return nil, err
	}
	return spdy.NewDialer(upgrader, &http.Client{Transport: transport}, p.method(), asked), nil
}
