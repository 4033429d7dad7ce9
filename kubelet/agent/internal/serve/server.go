package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"fnk.dev/agent/internal/channel"
	"fnk.dev/agent/internal/control"
	"fnk.dev/agent/internal/figures"
)

const (
	// lastWords is how long supervisors may take to exit, and the node to hear the last status.
	lastWords = 5 * time.Second
	// engineGrace is for a stop that came by ECS: its longest stopTimeout, after which it kills by itself.
	engineGrace = 2 * time.Minute
	// pingAfter finds nodes that are gone without a word; 5,000 agents ping a node 83 times a second.
	pingAfter = time.Minute
)

// Agent serves one pod.
type Agent struct {
	Pod    *Pod
	Gate   *channel.Gate
	Socket string
	// Figures reads what the task's containers use.
	Figures *figures.Reader
}

// Serve runs until the pod has ended or the context has.
func (a *Agent) Serve(ctx context.Context, listener net.Listener) error {
	configuration, err := channel.ServerConfig()
	if err != nil {
		return err
	}
	own := 0
	if address, ok := listener.Addr().(*net.TCPAddr); ok {
		own = address.Port
	}
	a.Gate.Next = API(a.Pod, a.Figures, own)
	server := &http.Server{
		Handler:           a.Gate,
		ConnContext:       a.Gate.ConnContext,
		TLSConfig:         configuration,
		ReadHeaderTimeout: 10 * time.Second,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug),
		Protocols:         new(http.Protocols),
		HTTP2: &http.HTTP2Config{
			SendPingTimeout: pingAfter, PingTimeout: 15 * time.Second,
			// What streams hold back must never be all that a connection may: calls go on beside them.
			MaxReceiveBufferPerStream:     streamWindow,
			MaxReceiveBufferPerConnection: (maxStreams + maxForwards + 5) * streamWindow,
		},
	}
	server.Protocols.SetHTTP2(true)
	failed := make(chan error, 2)
	served := make(chan struct{})
	go func() {
		defer close(served)
		if err := server.ServeTLS(listener, "", ""); !errors.Is(err, http.ErrServerClosed) {
			failed <- fmt.Errorf("serving the node: %w", err)
		}
	}()
	gone := make(chan struct{}, len(a.Pod.names))
	go func() {
		if err := control.Gather(a.Socket, a.Pod.names, func(name string, supervisor *control.Supervisor) {
			a.Pod.Attach(name, supervisor)
			go func() {
				follow(a.Pod, name, supervisor, a.Figures)
				gone <- struct{}{}
			}()
		}); err != nil {
			failed <- err
			return
		}
		a.Pod.Gathered()
	}()
	select {
	case err = <-failed:
	case <-ctx.Done():
	case <-a.Pod.Ended():
		a.awaitSupervisors(gone)
		a.awaitNode()
	}
	last, cancel := context.WithTimeout(context.Background(), lastWords)
	defer cancel()
	if server.Shutdown(last) != nil {
		_ = server.Close()
	}
	<-served
	return err
}

func (a *Agent) awaitSupervisors(gone <-chan struct{}) {
	deadline := time.After(lastWords)
	for range a.Pod.attached() {
		select {
		case <-gone:
		case <-deadline:
			return
		}
	}
}

// awaitNode keeps the server up for a node that is between two calls.
func (a *Agent) awaitNode() {
	select {
	case <-a.Pod.Heard():
	case <-time.After(lastWords):
	}
}

// follow notes what a supervisor reports until it is gone.
func follow(pod *Pod, name string, supervisor *control.Supervisor, engine *figures.Reader) {
	defer func() { _ = supervisor.Close() }()
	var first *first
	defer func() { first.close() }()
	for {
		report, err := supervisor.Receive()
		switch {
		case err != nil && first != nil:
			first.attend(pod, name, engine)
			return
		case err != nil:
			pod.Lost(name)
			pod.streams.lost(name)
			return
		case report.Started != nil:
			pod.Started(name, *report.Started)
		case report.Becoming != nil:
			first.close()
			first = newFirst(*report.Becoming, supervisor)
		case report.Exited != nil:
			first.close()
			first = nil
			pod.Exited(name, *report.Exited)
		case report.Executed != nil:
			pod.Executed(*report.Executed)
		case report.Streamed != nil:
			files := supervisor.Files(len(report.Streamed.Channels))
			pod.streams.told(*report.Streamed, files)
		case report.Stopped:
			pod.StoppedByEngine(engineGrace)
		case report.Note != "":
			slog.Warn("supervisor", "container", name, "note", report.Note)
		}
	}
}
