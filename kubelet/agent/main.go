// Command agent is the hands of the virtual node inside a task.
//
//	agent serve --containers NAME,... --node-role ARN [--listen ADDRESS]   in the agent's own container
//	agent supervise NAME                                                   PID 1 of each other container
//
// `agent launch` is the supervisor's own: it becomes the container's process.
package main

import (
	"context"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"golang.org/x/crypto/x509roots/fallback/bundle"

	"fnk.dev/agent/internal/channel"
	"fnk.dev/agent/internal/figures"
	"fnk.dev/agent/internal/launch"
	"fnk.dev/agent/internal/naming"
	"fnk.dev/agent/internal/serve"
	"fnk.dev/agent/internal/sts"
	"fnk.dev/agent/internal/supervise"
	"fnk.dev/agent/internal/volumes"
)

const (
	// defaultSocket lies in the volume that the agent's image brings along.
	defaultSocket = "/.fnk/control"
	usage         = 64
)

func main() { os.Exit(run(os.Args[1:], os.Stderr)) }

func run(arguments []string, stderr io.Writer) int {
	slog.SetDefault(slog.New(slog.NewTextHandler(stderr, nil)))
	if len(arguments) == 0 {
		return misused(stderr)
	}
	switch arguments[0] {
	case "launch":
		return launch.Main()
	case "supervise":
		if len(arguments) != 2 {
			return misused(stderr)
		}
		program, err := os.Executable()
		if err != nil {
			slog.Error("where is this program?", "reason", err)
			return 1
		}
		return supervise.Main(arguments[1], socket(), naming.Etc, program)
	case "serve":
		return serveMain(arguments[1:], stderr)
	default:
		return misused(stderr)
	}
}

func misused(stderr io.Writer) int {
	_, _ = fmt.Fprintln(stderr, "usage: agent serve --containers NAME,... --node-role ARN [--listen ADDRESS]\n"+
		"       agent supervise NAME")
	return usage
}

// socket is where FNK_CONTROL says, for tests; pods cannot set names that begin so.
func socket() string {
	if path := os.Getenv("FNK_CONTROL"); path != "" {
		return path
	}
	return defaultSocket
}

func serveMain(arguments []string, stderr io.Writer) int {
	flags := flag.NewFlagSet("agent serve", flag.ContinueOnError)
	flags.SetOutput(stderr)
	containers := flags.String("containers", "", "names of the task's other containers, with commas")
	nodeRole := flags.String("node-role", "", "ARN of the role of the node's task")
	address := flags.String("listen", ":10350", "address to serve the node at")
	if flags.Parse(arguments) != nil || flags.NArg() > 0 || *containers == "" {
		return misused(stderr)
	}
	gate, err := gate(*nodeRole)
	if err != nil {
		slog.Error("cannot serve", "reason", err)
		return usage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", *address)
	if err != nil {
		slog.Error("cannot serve", "reason", err)
		return 1
	}
	slog.Info("serving", "address", listener.Addr().String())
	pod := serve.NewPod(strings.Split(*containers, ","), volumes.NewKeeper(volumes.Base))
	// Go's least heap is a quarter of what a task is charged for its agent, and probes fill it all the time.
	debug.SetGCPercent(25)
	// A piece of a stream goes through several goroutines: on more than one processor each wakes another thread for the
	// next, which costs a quarter more, and what it costs the pod's own containers have not.
	runtime.GOMAXPROCS(1)
	agent := &serve.Agent{Pod: pod, Gate: gate, Socket: socket(), Figures: figures.Of(os.Getenv)}
	go untilTerm(pod)
	if err := agent.Serve(ctx, listener); err != nil {
		slog.Error("ended", "reason", err)
		return 1
	}
	return 0
}

// untilTerm stops what has not been started. What runs gets ECS's TERM from its own supervisor, and its end
// is still to be told.
func untilTerm(pod *serve.Pod) {
	terms := make(chan os.Signal, 1)
	signal.Notify(terms, syscall.SIGTERM)
	<-terms
	pod.StopUnlessStarted()
}

func gate(nodeRole string) (*channel.Gate, error) {
	role, err := sts.ParseRole(nodeRole)
	if err != nil {
		return nil, err
	}
	endpoint, err := sts.EndpointOf(os.Getenv)
	if err != nil {
		return nil, err
	}
	credentials, err := sts.TaskCredentialsOf(os.Getenv)
	if err != nil {
		return nil, err
	}
	if err := trustPublicRoots(); err != nil {
		return nil, err
	}
	return &channel.Gate{
		Node:     role,
		Identify: sts.NewVerifier(endpoint).Identify,
		Prove: func(ctx context.Context, binding string) (string, error) {
			own, err := credentials.Get(ctx)
			if err != nil {
				return "", err
			}
			return sts.Presign(own, endpoint.Region, endpoint.URL.Host, binding, time.Now()), nil
		},
	}, nil
}

// trustPublicRoots is for STS: the agent's image holds nothing but this program. Only here, since reading
// them would cost each supervisor memory.
func trustPublicRoots() error {
	pool := x509.NewCertPool()
	for root := range bundle.Roots() {
		certificate, err := x509.ParseCertificate(root.Certificate)
		if err != nil {
			return errors.New("a root certificate of this program cannot be read")
		}
		if root.Constraint == nil {
			pool.AddCert(certificate)
		} else {
			pool.AddCertWithConstraint(certificate, root.Constraint)
		}
	}
	x509.SetFallbackRoots(pool)
	return nil
}
