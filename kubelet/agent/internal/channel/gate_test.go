package channel_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"fnk.dev/agent/internal/channel"
	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/nodetest"
	"fnk.dev/agent/internal/sts"
)

const inside = "/v1/inside"

func serve(t *testing.T, change func(*channel.Gate)) string {
	t.Helper()
	gate := &channel.Gate{
		Node: nodetest.Role, Identify: nodetest.Identify, Prove: nodetest.Prove,
		Next: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte("inside " + r.Proto)) }),
	}
	change(gate)
	configuration, err := channel.ServerConfig()
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{
		Handler: gate, ConnContext: gate.ConnContext, TLSConfig: configuration,
		Protocols: new(http.Protocols), ReadHeaderTimeout: time.Second,
	}
	server.Protocols.SetHTTP2(true)
	go func() { _ = server.ServeTLS(listener, "", "") }()
	t.Cleanup(func() { _ = server.Close() })
	return listener.Addr().String()
}

func unchanged(*channel.Gate) {}

func TestLetsTheNodeInAndProvesItself(t *testing.T) {
	node := nodetest.Dial(t, serve(t, unchanged))
	if status, _ := node.Prove("node|" + node.Binding(channel.NodeLabel)); status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	if status, body := node.Do(http.MethodGet, inside, ""); status != http.StatusOK || body != "inside HTTP/2.0" {
		t.Errorf("inside: %d %s", status, body)
	}
	if status, _ := node.Prove("node|" + node.Binding(channel.NodeLabel)); status != http.StatusConflict {
		t.Errorf("a second proof: %d", status)
	}
}

func TestItsOwnProofBindsThisConnectionAndDirection(t *testing.T) {
	node := nodetest.Dial(t, serve(t, unchanged))
	_, body := node.Prove("node|" + node.Binding(channel.NodeLabel))
	if want := `"query":"pod|` + node.Binding(channel.TaskLabel) + `"`; !strings.Contains(body, want) {
		t.Errorf("%s has not %s", body, want)
	}
	if node.Binding(channel.TaskLabel) == node.Binding(channel.NodeLabel) {
		t.Error("a proof could be sent back to its sender")
	}
}

func TestRefuses(t *testing.T) {
	address := serve(t, unchanged)
	other := nodetest.Dial(t, address).Binding(channel.NodeLabel)
	valid := func(n *nodetest.Node, query string) string {
		return n.JSON(contract.Proof{Version: contract.Version, Query: query})
	}
	tests := map[string]func(n *nodetest.Node) string{
		"another role":                          func(n *nodetest.Node) string { return valid(n, "pod|"+n.Binding(channel.NodeLabel)) },
		"proof of another connection, replayed": func(n *nodetest.Node) string { return valid(n, "node|"+other) },
		"the agent's direction":                 func(n *nodetest.Node) string { return valid(n, "node|"+n.Binding(channel.TaskLabel)) },
		"another version": func(n *nodetest.Node) string {
			return n.JSON(contract.Proof{Version: 2, Query: "node|" + n.Binding(channel.NodeLabel)})
		},
		"a field more": func(n *nodetest.Node) string {
			return `{"version":1,"host":"x","query":"node|` + n.Binding(channel.NodeLabel) + `"}`
		},
		"two values": func(n *nodetest.Node) string {
			proof := valid(n, "node|"+n.Binding(channel.NodeLabel))
			return proof + proof
		},
		"nothing":   func(*nodetest.Node) string { return "" },
		"malformed": func(*nodetest.Node) string { return `{"version":1,"query":` },
		"oversized": func(n *nodetest.Node) string {
			return strings.Repeat(" ", 16<<10) + valid(n, "node|"+n.Binding(channel.NodeLabel))
		},
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			node := nodetest.Dial(t, address)
			if status, answer := node.Do(http.MethodPost, contract.ProvePath, body(node)); status != http.StatusForbidden {
				t.Errorf("status %d %s", status, answer)
			}
			// Neither a call nor a better proof gets through after it.
			if status, answer := node.Do(http.MethodGet, inside, ""); status == http.StatusOK {
				t.Errorf("inside after a refused proof: %s", answer)
			}
			if status, answer := node.Prove("node|" + node.Binding(channel.NodeLabel)); status == http.StatusOK {
				t.Errorf("a second proof is taken: %s", answer)
			}
		})
	}
}

// Who sends a better proof before it hears of the refused one has none all the same.
func TestTwoProofsAtOnce(t *testing.T) {
	checking, check := make(chan bool), make(chan bool)
	node := nodetest.Dial(t, serve(t, func(gate *channel.Gate) {
		gate.Identify = func(ctx context.Context, query, binding string) (sts.Identity, error) {
			if strings.HasPrefix(query, "pod|") {
				checking <- true
				<-check
			}
			return nodetest.Identify(ctx, query, binding)
		}
	}))
	answers := make(chan int, 2)
	for _, role := range []string{"pod|", "node|"} {
		go func() {
			status, _ := node.Prove(role + node.Binding(channel.NodeLabel))
			answers <- status
		}()
		if role == "pod|" {
			<-checking
		}
	}
	time.Sleep(200 * time.Millisecond) // for the other to come, which nobody tells of
	close(check)
	for range 2 {
		if status := <-answers; status == http.StatusOK {
			t.Error("a second proof is taken")
		}
	}
}

func TestNothingWithoutProof(t *testing.T) {
	address := serve(t, unchanged)
	proved := nodetest.Proved(t, address)
	node := nodetest.Dial(t, address)
	if status, _ := node.Do(http.MethodGet, inside, ""); status != http.StatusUnauthorized {
		t.Errorf("status %d", status)
	}
	if status, _ := nodetest.Dial(t, address).Do(http.MethodGet, contract.ProvePath, ""); status != http.StatusMethodNotAllowed {
		t.Errorf("GET of the proof: %d", status)
	}
	if status, _ := proved.Do(http.MethodGet, inside, ""); status != http.StatusOK {
		t.Errorf("the proved connection: %d", status)
	}
}

func TestMayTryAgainWhenNobodyCouldCheck(t *testing.T) {
	failing := true
	node := nodetest.Dial(t, serve(t, func(gate *channel.Gate) {
		gate.Prove = func(ctx context.Context, binding string) (string, error) {
			if failing {
				failing = false
				return "", errors.New("no credentials now")
			}
			return nodetest.Prove(ctx, binding)
		}
	}))
	proof := "node|" + node.Binding(channel.NodeLabel)
	if status, _ := node.Prove("unavailable|"); status != http.StatusServiceUnavailable {
		t.Errorf("STS away: %d", status)
	}
	if status, _ := node.Prove(proof); status != http.StatusServiceUnavailable {
		t.Errorf("own credentials away: %d", status)
	}
	if status, _ := node.Do(http.MethodGet, inside, ""); status == http.StatusOK {
		t.Error("inside before the agent has proved itself")
	}
}

func TestTryingAgainSucceeds(t *testing.T) {
	node := nodetest.Dial(t, serve(t, unchanged))
	if status, _ := node.Prove("unavailable|"); status != http.StatusServiceUnavailable {
		t.Fatalf("STS away: %d", status)
	}
	if status, _ := node.Prove("node|" + node.Binding(channel.NodeLabel)); status != http.StatusOK {
		t.Errorf("again: %d", status)
	}
}

func TestClosesWhatDoesNotProve(t *testing.T) {
	address := serve(t, func(gate *channel.Gate) { gate.ProveWithin = 2 * time.Second })
	conn, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	var timeout net.Error
	for {
		if _, err := conn.Read(make([]byte, 1024)); err != nil { // the server's settings come first
			if errors.As(err, &timeout) && timeout.Timeout() {
				t.Error("still open")
			}
			break
		}
	}
}

func TestProvedConnectionsOutliveTheDeadlineAndDoNotCount(t *testing.T) {
	address := serve(t, func(gate *channel.Gate) { gate.ProveWithin = 4 * time.Second })
	var nodes []*nodetest.Node
	for range 40 { // more than may be unproved at once
		nodes = append(nodes, nodetest.Proved(t, address))
	}
	time.Sleep(4100 * time.Millisecond) // past the deadline: there is nothing to poll for
	for _, node := range nodes {
		if status, _ := node.Do(http.MethodGet, inside, ""); status != http.StatusOK {
			t.Fatalf("status %d", status)
		}
	}
}

func TestUnprovedConnectionsAreFew(t *testing.T) {
	address := serve(t, unchanged)
	open := 0
	for range 40 {
		conn, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}})
		if err == nil {
			_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
			if _, err = conn.Read(make([]byte, 1)); err == nil {
				open++
			}
			defer func() { _ = conn.Close() }()
		}
	}
	if open != 32 {
		t.Errorf("%d unproved connections are open", open)
	}
}

func TestOlderTLSIsRefused(t *testing.T) {
	config := &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}, MaxVersion: tls.VersionTLS12}
	if conn, err := tls.Dial("tcp", serve(t, unchanged), config); err == nil {
		_ = conn.Close()
		t.Error("TLS 1.2 is taken")
	}
	if _, err := channel.Binding(&tls.ConnectionState{HandshakeComplete: true, Version: tls.VersionTLS13, DidResume: true}, channel.NodeLabel); err == nil {
		t.Error("a resumed connection has a binding")
	}
	if _, err := channel.Binding(nil, channel.NodeLabel); err == nil {
		t.Error("no TLS has a binding")
	}
}

// crypto/tls admits a client that offers http/1.1 only; nothing may answer it.
func TestHTTP1IsRefused(t *testing.T) {
	conn, err := tls.Dial("tcp", serve(t, unchanged), &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"http/1.1"}})
	if err != nil {
		return
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	_, _ = conn.Write([]byte("GET " + inside + " HTTP/1.1\r\nHost: x\r\n\r\n"))
	answer, err := io.ReadAll(conn)
	if len(answer) > 0 || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("answered %q, %v", answer, err)
	}
}
