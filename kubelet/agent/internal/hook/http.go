// Package hook makes the requests of containers' lifecycle hooks, as the kubelet does (pkg/kubelet/lifecycle,
// pkg/probe/http).
package hook

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"fnk.dev/agent/internal/contract"
)

const (
	// mostRead of an answer, so that the other side may finish it.
	mostRead      = 10 << 10
	mostRedirects = 10
	userAgent     = "kube-lifecycle/1.34"
)

// Get makes the request; whatever the answer's status is, it is one. It ends with the context at the latest. Plain
// says that it was made again without TLS, which the other side does not speak.
func Get(ctx context.Context, get contract.HTTPGet) (plain bool, err error) {
	// Nobody says whom to trust: as the kubelet, it does not ask, and sends nothing of its own.
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}
	client := &http.Client{Transport: transport, CheckRedirect: checkRedirect}
	err = do(ctx, client, get, "")
	if get.HTTPS && speaksPlain(err) {
		get.HTTPS = false
		return true, do(ctx, client, get, "Authorization")
	}
	return false, err
}

// Address is its host and port.
func Address(get contract.HTTPGet) string { return net.JoinHostPort(get.Host, strconv.Itoa(get.Port)) }

func do(ctx context.Context, client *http.Client, get contract.HTTPGet, without string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address(get), nil)
	if err != nil {
		return err
	}
	for _, header := range get.Headers {
		request.Header.Add(header.Name, header.Value)
	}
	if _, own := request.Header["User-Agent"]; !own {
		request.Header.Set("User-Agent", userAgent)
	}
	if accept, own := request.Header["Accept"]; !own {
		request.Header.Set("Accept", "*/*")
	} else if accept[0] == "" {
		request.Header.Del("Accept")
	}
	request.Host = request.Header.Get("Host")
	request.Header.Del(without)
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	_, _ = io.CopyN(io.Discard, response.Body, mostRead)
	return response.Body.Close()
}

// address takes a path that is no URL as it is.
func address(get contract.HTTPGet) string {
	parsed, err := url.Parse(get.Path)
	if err != nil {
		parsed = &url.URL{Path: get.Path}
	}
	parsed.Scheme = "http"
	if get.HTTPS {
		parsed.Scheme = "https"
	}
	parsed.Host = Address(get)
	return parsed.String()
}

// checkRedirect stays at the host that was asked.
func checkRedirect(request *http.Request, via []*http.Request) error {
	switch {
	case request.URL.Hostname() != via[0].URL.Hostname():
		return http.ErrUseLastResponse
	case len(via) >= mostRedirects:
		return errors.New("too many redirects")
	default:
		return nil
	}
}

func speaksPlain(err error) bool {
	var failed *url.Error
	return errors.As(err, &failed) && strings.Contains(failed.Err.Error(), "server gave HTTP response to HTTPS client")
}
