// Package check makes the probes that need no hand in the container, as the kubelet does (pkg/probe), in its words.
package check

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/httpget"
	"fnk.dev/agent/internal/probe"
)

const (
	userAgent = "kube-probe/1.34"
	// mostRead of an answer; the rest says nothing.
	mostRead = 10 << 10
)

// Checker keeps nothing of one probe for another but its settings.
type Checker struct {
	http *http.Client
	grpc *http.Transport
}

// New is for all probes of a pod.
func New() *Checker { return &Checker{http: httpget.Client(), grpc: cleartext()} }

// Check makes a probe other than a command; it ends with its timeout or the context.
func (c *Checker) Check(ctx context.Context, asked contract.Probe) probe.Result {
	timeout := time.Duration(asked.TimeoutSeconds) * time.Second
	switch {
	case asked.HTTPGet != nil:
		return c.get(ctx, *asked.HTTPGet, timeout)
	case asked.TCPSocket != nil:
		return connect(ctx, address(asked.TCPSocket.Host, asked.TCPSocket.Port), timeout)
	default:
		return c.ask(ctx, *asked.GRPC, timeout)
	}
}

func (c *Checker) get(ctx context.Context, get contract.HTTPGet, timeout time.Duration) probe.Result {
	request, err := httpget.Request(ctx, get, userAgent)
	if err != nil {
		return probe.Result{Outcome: probe.Errored, Output: err.Error()}
	}
	client := *c.http
	client.Timeout = timeout // said in the error's words
	response, err := client.Do(request)
	if err != nil {
		return failure(err.Error())
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, mostRead))
	switch {
	case err != nil:
		return failure(err.Error())
	case response.StatusCode < http.StatusOK || response.StatusCode >= http.StatusBadRequest:
		return failure("HTTP probe failed with statuscode: " + strconv.Itoa(response.StatusCode))
	case response.StatusCode >= http.StatusMultipleChoices:
		return probe.Result{Outcome: probe.Warning, Output: "Probe terminated redirects, Response body: " + string(body)}
	default:
		return probe.Result{}
	}
}

func connect(ctx context.Context, address string, timeout time.Duration) probe.Result {
	dialer := net.Dialer{Timeout: timeout}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return failure(err.Error())
	}
	_ = conn.Close()
	return probe.Result{}
}

// Command is what the end of a probe's command says. A command that could not be begun says nothing of the container.
func Command(line string, timeout time.Duration, code int, timedOut bool, output, why string) probe.Result {
	switch {
	case why != "":
		return probe.Result{Outcome: probe.Errored, Output: why}
	case timedOut:
		return failure("command timed out: " + strconv.Quote(line) + " timed out after " + timeout.String())
	case code != 0:
		return failure(output)
	default:
		return probe.Result{}
	}
}

func failure(output string) probe.Result { return probe.Result{Outcome: probe.Failure, Output: output} }

func address(host string, port int) string { return net.JoinHostPort(host, strconv.Itoa(port)) }

// late says whether an error is that of a time that is over.
func late(err error) bool {
	var timeout net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout()
}
