package channel

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/sts"
)

const (
	// proveWithin is how long a connection may stay without a proof.
	proveWithin = 20 * time.Second
	// maxUnproved bounds what containers of the own task, which reach the port too, can take.
	maxUnproved = 32
	maxProof    = 16 << 10
)

// Gate admits calls of connections that have proved to be the node's. One proof a connection: after a
// refused one the connection is closed.
type Gate struct {
	// Node is the role of the node's task.
	Node sts.Role
	// Identify names who signed a query with a binding.
	Identify func(ctx context.Context, query, binding string) (sts.Identity, error)
	// Prove signs a binding as this task.
	Prove func(ctx context.Context, binding string) (string, error)
	// Next serves what is admitted.
	Next http.Handler
	// ProveWithin replaces the standard when it is not zero.
	ProveWithin time.Duration

	unproved atomic.Int32
}

type connectionKey struct{}

type connection struct {
	proving sync.Mutex
	proved  atomic.Bool
	refused bool // under proving
	admit   func()
}

// ConnContext gives each connection its state; it is http.Server's.
func (g *Gate) ConnContext(ctx context.Context, conn net.Conn) context.Context {
	within := g.ProveWithin
	if within == 0 {
		within = proveWithin
	}
	var once sync.Once
	leave := func() { once.Do(func() { g.unproved.Add(-1) }) }
	if g.unproved.Add(1) > maxUnproved {
		within = 0
	}
	timer := time.AfterFunc(within, func() {
		leave()
		_ = conn.Close()
	})
	state := &connection{admit: func() {
		timer.Stop()
		leave()
	}}
	return context.WithValue(ctx, connectionKey{}, state)
}

func (g *Gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	state, ok := r.Context().Value(connectionKey{}).(*connection)
	if !ok {
		http.Error(w, "no connection", http.StatusInternalServerError)
		return
	}
	if r.URL.Path == contract.ProvePath {
		g.prove(w, r, state)
		return
	}
	if !state.proved.Load() {
		refuse(w, http.StatusUnauthorized, "prove first")
		return
	}
	g.Next.ServeHTTP(w, r)
}

func (g *Gate) prove(w http.ResponseWriter, r *http.Request, state *connection) {
	if r.Method != http.MethodPost {
		http.Error(w, "POST it", http.StatusMethodNotAllowed)
		return
	}
	state.proving.Lock()
	defer state.proving.Unlock()
	if state.refused || state.proved.Load() {
		refuse(w, http.StatusConflict, "one proof a connection")
		return
	}
	answer, err := g.exchange(w, r)
	var refusal *sts.RefusedError
	switch {
	case errors.As(err, &refusal):
		state.refused = true
		slog.Warn("refused a connection", "from", r.RemoteAddr, "reason", refusal.Reason)
		refuse(w, http.StatusForbidden, refusal.Reason)
	case err != nil:
		// Nobody's fault: the node may try again on the same connection.
		slog.Warn("cannot check a proof", "from", r.RemoteAddr, "reason", err)
		http.Error(w, "the proof cannot be checked now", http.StatusServiceUnavailable)
	default:
		state.proved.Store(true)
		state.admit()
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(answer)
	}
}

// exchange checks the node's proof before it shows its own.
func (g *Gate) exchange(w http.ResponseWriter, r *http.Request) (contract.Proof, error) {
	theirs, err := Binding(r.TLS, NodeLabel)
	if err != nil {
		return contract.Proof{}, &sts.RefusedError{Reason: err.Error()}
	}
	own, err := Binding(r.TLS, TaskLabel)
	if err != nil {
		return contract.Proof{}, &sts.RefusedError{Reason: err.Error()}
	}
	var proof contract.Proof
	if err := decode(http.MaxBytesReader(w, r.Body, maxProof), &proof); err != nil {
		return contract.Proof{}, &sts.RefusedError{Reason: "not a proof of at most 16 KiB"}
	}
	if proof.Version != contract.Version {
		return contract.Proof{}, &sts.RefusedError{Reason: "another version of the contract"}
	}
	identity, err := g.Identify(r.Context(), proof.Query, theirs)
	if err != nil {
		return contract.Proof{}, err
	}
	if !identity.Of(g.Node) {
		return contract.Proof{}, &sts.RefusedError{Reason: identity.String() + " is not the node"}
	}
	query, err := g.Prove(r.Context(), own)
	if err != nil {
		return contract.Proof{}, err
	}
	return contract.Proof{Version: contract.Version, Query: query}, nil
}

// refuse ends the connection with the answer: HTTP/2 turns the header into a GOAWAY.
func refuse(w http.ResponseWriter, status int, reason string) {
	w.Header().Set("Connection", "close")
	http.Error(w, reason, status)
}
