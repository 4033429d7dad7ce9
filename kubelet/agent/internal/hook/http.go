// Package hook makes the requests of containers' lifecycle hooks, as the kubelet does (pkg/kubelet/lifecycle).
package hook

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/httpget"
)

const (
	// mostRead of an answer, so that the other side may finish it.
	mostRead  = 10 << 10
	userAgent = "kube-lifecycle/1.34"
)

// Get makes the request; whatever the answer's status is, it is one. It ends with the context at the latest. Plain
// says that it was made again without TLS, which the other side does not speak.
func Get(ctx context.Context, get contract.HTTPGet) (plain bool, err error) {
	client := httpget.Client()
	err = do(ctx, client, get, "")
	if get.HTTPS && speaksPlain(err) {
		get.HTTPS = false
		return true, do(ctx, client, get, "Authorization")
	}
	return false, err
}

// Address is its host and port.
func Address(get contract.HTTPGet) string { return httpget.Address(get) }

func do(ctx context.Context, client *http.Client, get contract.HTTPGet, without string) error {
	request, err := httpget.Request(ctx, get, userAgent)
	if err != nil {
		return err
	}
	request.Header.Del(without)
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	_, _ = io.CopyN(io.Discard, response.Body, mostRead)
	return response.Body.Close()
}

func speaksPlain(err error) bool {
	var failed *url.Error
	return errors.As(err, &failed) && strings.Contains(failed.Err.Error(), "server gave HTTP response to HTTPS client")
}
