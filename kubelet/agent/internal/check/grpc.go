package check

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/probe"
)

// Codes of gRPC that a health check tells apart.
const (
	codeOK               = 0
	codeDeadlineExceeded = 4
	codeUnimplemented    = 12
)

// states of grpc.health.v1.HealthCheckResponse.
var states = [...]string{"UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"}

const serving = 1

func cleartext() *http.Transport {
	transport := &http.Transport{DisableKeepAlives: true, DisableCompression: true, Protocols: new(http.Protocols)}
	transport.Protocols.SetUnencryptedHTTP2(true)
	return transport
}

// ask is grpc.health.v1.Health/Check: one message each way, by hand.
func (c *Checker) ask(ctx context.Context, to contract.GRPC, timeout time.Duration) probe.Result {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	where := address(to.Host, to.Port)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost,
		"http://"+where+"/grpc.health.v1.Health/Check", bytes.NewReader(question(to.Service)))
	if err != nil {
		return probe.Result{Outcome: probe.Errored, Output: err.Error()}
	}
	request.Header.Set("Content-Type", "application/grpc")
	request.Header.Set("TE", "trailers")
	request.Header.Set("User-Agent", userAgent)
	request.Header.Set("Grpc-Timeout", strconv.Itoa(int(timeout.Seconds()))+"S")
	response, err := c.grpc.RoundTrip(request)
	if err != nil {
		return unanswered(err, where, timeout)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, mostRead))
	if err != nil {
		return unanswered(err, where, timeout)
	}
	code, message := end(response)
	switch {
	case code == codeUnimplemented:
		return failure("error: this server does not implement the grpc health protocol (grpc.health.v1.Health): " + message)
	case code == codeDeadlineExceeded:
		return failure(fmt.Sprintf("timeout: health rpc did not complete within %v", timeout))
	case code != codeOK:
		return failure(fmt.Sprintf("error: health rpc probe failed: code %d: %s", code, message))
	}
	state, err := answer(body)
	if err != nil {
		return failure("error: health rpc probe failed: " + err.Error())
	}
	if state != serving {
		name := strconv.FormatUint(state, 10)
		if state < uint64(len(states)) {
			name = states[state]
		}
		return failure(fmt.Sprintf("service unhealthy (responded with %q)", name))
	}
	return probe.Result{}
}

func unanswered(err error, where string, timeout time.Duration) probe.Result {
	var dialing *net.OpError
	connected := !errors.As(err, &dialing) || dialing.Op != "dial"
	switch {
	case late(err) && connected:
		return failure(fmt.Sprintf("timeout: health rpc did not complete within %v", timeout))
	case late(err):
		return failure(fmt.Sprintf("timeout: failed to connect service %q within %v: %v", where, timeout, err))
	case connected:
		return failure("error: health rpc probe failed: " + err.Error())
	default:
		return failure(fmt.Sprintf("error: failed to connect service at %q: %v", where, err))
	}
}

// end is the call's status: in the trailer, or in the header of an answer that is nothing else.
func end(response *http.Response) (code int, message string) {
	from := response.Trailer
	if from.Get("Grpc-Status") == "" {
		from = response.Header
	}
	code, err := strconv.Atoi(from.Get("Grpc-Status"))
	switch {
	case err != nil && response.StatusCode == http.StatusNotFound: // as gRPC maps what does not speak it
		return codeUnimplemented, "unexpected HTTP status code received from server: " + response.Status
	case err != nil:
		return 2, "no gRPC: HTTP " + response.Status
	}
	if message, err = url.PathUnescape(from.Get("Grpc-Message")); err != nil {
		message = from.Get("Grpc-Message")
	}
	return code, message
}

// The wire types of the messages' one field, number 1.
const (
	serviceField = 1<<3 | 2 // string
	statusField  = 1<<3 | 0 // enum
)

// question is HealthCheckRequest in its frame: not compressed, its length, the message.
func question(service string) []byte {
	var message []byte
	if service != "" {
		message = binary.AppendUvarint([]byte{serviceField}, uint64(len(service)))
		message = append(message, service...)
	}
	frame := binary.BigEndian.AppendUint32([]byte{0}, uint32(len(message)))
	return append(frame, message...)
}

var errAnswer = errors.New("not a HealthCheckResponse")

// answer is the status of a framed HealthCheckResponse; what else is in it is passed over.
func answer(frame []byte) (state uint64, err error) {
	if len(frame) < 5 || frame[0] != 0 || uint64(binary.BigEndian.Uint32(frame[1:5])) != uint64(len(frame)-5) {
		return 0, errAnswer
	}
	for rest := frame[5:]; len(rest) > 0; {
		tag, length := binary.Uvarint(rest)
		if length <= 0 {
			return 0, errAnswer
		}
		rest = rest[length:]
		skip := uint64(0)
		switch tag & 7 {
		case 0:
			value, length := binary.Uvarint(rest)
			if length <= 0 {
				return 0, errAnswer
			}
			if tag == statusField {
				state = value
			}
			skip = uint64(length)
		case 1:
			skip = 8
		case 2:
			value, length := binary.Uvarint(rest)
			if length <= 0 || value > uint64(len(rest)) {
				return 0, errAnswer
			}
			skip = uint64(length) + value
		case 5:
			skip = 4
		default:
			return 0, errAnswer
		}
		if skip > uint64(len(rest)) {
			return 0, errAnswer
		}
		rest = rest[skip:]
	}
	return state, nil
}
