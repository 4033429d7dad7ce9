// Package httpget makes requests of a pod's spec as the kubelet does (pkg/probe/http): without asking whom it talks
// to, by no proxy, never beyond the host that was asked.
package httpget

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strconv"

	"fnk.dev/agent/internal/contract"
)

const mostRedirects = 10

// Client has a connection of its own for each request.
func Client() *http.Client {
	// Nobody says whom to trust: as the kubelet, it does not ask, and sends nothing of its own.
	return &http.Client{
		Transport: &http.Transport{
			TLSClientConfig:   &tls.Config{InsecureSkipVerify: true},
			DisableKeepAlives: true, DisableCompression: true,
		},
		CheckRedirect: checkRedirect,
	}
}

// Request has the headers that the pod asks for; the user agent is ours unless it is among them.
func Request(ctx context.Context, get contract.HTTPGet, userAgent string) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address(get), nil)
	if err != nil {
		return nil, err
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
	return request, nil
}

// Address is its host and port.
func Address(get contract.HTTPGet) string { return net.JoinHostPort(get.Host, strconv.Itoa(get.Port)) }

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
		return errors.New("stopped after 10 redirects")
	default:
		return nil
	}
}
