// Package nodetest is a node for tests: a connection of its own, and proofs that a fake STS understands.
package nodetest

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"fnk.dev/agent/internal/channel"
	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/sts"
)

// Role is the node's.
var Role = sts.Role{Partition: "aws", Account: "123456789012", Name: "node"}

// Identify is a fake STS: a query names a role and the binding that it "signed".
func Identify(_ context.Context, query, binding string) (sts.Identity, error) {
	role, signed, _ := strings.Cut(query, "|")
	if role == "unavailable" {
		return sts.Identity{}, errors.New("STS is away")
	}
	if signed != binding {
		return sts.Identity{}, &sts.RefusedError{Reason: "SignatureDoesNotMatch"}
	}
	return sts.Identity{Partition: "aws", Account: Role.Account, Role: role, Session: "s"}, nil
}

// Prove signs as a pod's task.
func Prove(_ context.Context, binding string) (string, error) { return "pod|" + binding, nil }

// Node is one connection.
type Node struct {
	t      *testing.T
	client *http.Client
	url    string
	conn   net.Conn
	State  tls.ConnectionState
}

// Dial connects; nobody has proved anything yet.
func Dial(t *testing.T, address string) *Node {
	t.Helper()
	dialer := tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}}}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	free := make(chan net.Conn, 1)
	free <- conn
	transport := &http.Transport{
		ForceAttemptHTTP2: true,
		DialTLSContext: func(context.Context, string, string) (net.Conn, error) {
			select {
			case conn := <-free:
				return conn, nil
			default:
				return nil, errors.New("this connection is over")
			}
		},
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &Node{
		t: t, client: &http.Client{Transport: transport, Timeout: 20 * time.Second}, url: "https://" + address,
		conn: conn, State: conn.(*tls.Conn).ConnectionState(),
	}
}

// Binding of this connection.
func (n *Node) Binding(label string) string {
	n.t.Helper()
	binding, err := channel.Binding(&n.State, label)
	if err != nil {
		n.t.Fatal(err)
	}
	return binding
}

// Do makes a call and returns status and body; 0 when the connection is over.
func (n *Node) Do(method, path, body string) (int, string) {
	n.t.Helper()
	request, err := http.NewRequest(method, n.url+path, bytes.NewBufferString(body))
	if err != nil {
		n.t.Fatal(err)
	}
	response, err := n.client.Do(request)
	if err != nil {
		return 0, err.Error()
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, err.Error()
	}
	return response.StatusCode, string(answer)
}

// Stream makes a call whose request and answer flow at the same time; the answer is the caller's to close.
func (n *Node) Stream(path string, body io.Reader) (int, io.ReadCloser) {
	n.t.Helper()
	request, err := http.NewRequest(http.MethodPost, n.url+path, body)
	if err != nil {
		n.t.Fatal(err)
	}
	response, err := n.client.Do(request)
	if err != nil {
		n.t.Fatal(err)
	}
	return response.StatusCode, response.Body
}

// Cut ends the connection as a node's that is killed: with whatever is under way.
func (n *Node) Cut() { _ = n.conn.Close() }

// CutIn makes a call, and cuts the connection when this much of it is sent.
func (n *Node) CutIn(method, path, sent string) {
	n.t.Helper()
	request, err := http.NewRequest(method, n.url+path, &unfinished{sent, n.Cut})
	if err != nil {
		n.t.Fatal(err)
	}
	if response, err := n.client.Do(request); err == nil {
		_ = response.Body.Close()
		n.t.Fatalf("a call that is cut is answered with %d", response.StatusCode)
	}
}

// unfinished is a body that is asked for its rest only when what it has given is on the wire.
type unfinished struct {
	text string
	cut  func()
}

func (u *unfinished) Read(into []byte) (int, error) {
	if u.text == "" {
		u.cut()
		return 0, io.ErrUnexpectedEOF
	}
	n := copy(into, u.text)
	u.text = u.text[n:]
	return n, nil
}

// Prove sends a proof.
func (n *Node) Prove(query string) (int, string) {
	n.t.Helper()
	return n.Do(http.MethodPost, contract.ProvePath, n.JSON(contract.Proof{Version: contract.Version, Query: query}))
}

// Proved is the node, let in.
func Proved(t *testing.T, address string) *Node {
	t.Helper()
	node := Dial(t, address)
	if status, body := node.Prove("node|" + node.Binding(channel.NodeLabel)); status != http.StatusOK {
		t.Fatalf("the node's proof is answered with %d %s", status, body)
	}
	return node
}

// JSON of a value.
func (n *Node) JSON(value any) string {
	n.t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		n.t.Fatal(err)
	}
	return string(text)
}
