// Command client does with a pod what programs in Go do by client-go's remotecommand and portforward:
//
//	client PART PROTOCOL POD
//
// PART is exec, terminal or forward, PROTOCOL spdy or websocket. Prints what came of it as JSON. Each wait has an end.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

const (
	within = 60 * time.Second

	spdyProtocol      = "spdy"
	webSocketProtocol = "websocket"
)

// pod is asked for its streams by one protocol.
type pod struct {
	config   *rest.Config
	name     string
	protocol string
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, arguments []string) error {
	if len(arguments) != 3 {
		return errors.New("usage: client PART PROTOCOL POD")
	}
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	if err != nil {
		return err
	}
	if arguments[1] != spdyProtocol && arguments[1] != webSocketProtocol {
		return fmt.Errorf("no protocol of this client: %s", arguments[1])
	}
	asked := pod{config: config, protocol: arguments[1], name: arguments[2]}
	var came any
	switch arguments[0] {
	case "exec":
		came, err = asked.exec(ctx)
	case "terminal":
		came, err = asked.terminal(ctx)
	case "forward":
		came, err = asked.forward(ctx)
	default:
		err = fmt.Errorf("no part of this client: %s", arguments[0])
	}
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(came)
}

// url of one of the pod's subresources.
func (p pod) url(subresource string, query url.Values) (*url.URL, error) {
	host, err := url.Parse(p.config.Host)
	if err != nil {
		return nil, err
	}
	asked := host.JoinPath("api/v1/namespaces/default/pods", p.name, subresource)
	asked.RawQuery = query.Encode()
	return asked, nil
}

// method of the request by which the streams are opened.
func (p pod) method() string {
	if p.protocol == webSocketProtocol {
		return http.MethodGet
	}
	return http.MethodPost
}
