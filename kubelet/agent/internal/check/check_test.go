package check

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/probe"
)

func port(t *testing.T, address string) int {
	t.Helper()
	_, text, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	number, _ := strconv.Atoi(text)
	return number
}

// wants a result whose output begins so.
func wants(t *testing.T, got probe.Result, outcome probe.Outcome, output string) {
	t.Helper()
	if got.Outcome != outcome || !strings.HasPrefix(got.Output, output) || output == "" && got.Output != "" {
		t.Errorf("%+v, not %d %q", got, outcome, output)
	}
}

func get(t *testing.T, server *httptest.Server, path string, headers ...contract.HTTPHeader) probe.Result {
	return New().Check(t.Context(), contract.Probe{TimeoutSeconds: 1, HTTPGet: &contract.HTTPGet{
		HTTPS: server.TLS != nil, Host: "127.0.0.1", Port: port(t, server.Listener.Addr().String()), Path: path, Headers: headers,
	}})
}

func handler(t *testing.T) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/code/{code}", func(w http.ResponseWriter, r *http.Request) {
		code, _ := strconv.Atoi(r.PathValue("code"))
		w.WriteHeader(code)
	})
	mux.HandleFunc("/here", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/code/204", http.StatusFound) })
	mux.HandleFunc("/lost", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/code/404", http.StatusFound) })
	mux.HandleFunc("/round", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/round", http.StatusFound) })
	mux.HandleFunc("/away", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://elsewhere.invalid/", http.StatusFound)
	})
	mux.HandleFunc("/asked", func(w http.ResponseWriter, r *http.Request) {
		if r.Host != "web.example" || r.UserAgent() != userAgent || r.Header.Get("Accept") != "*/*" || r.URL.RawQuery != "a=b" || r.Header.Get("X-Own") != "1" {
			t.Errorf("%s %s %v", r.Host, r.URL, r.Header)
		}
	})
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	return mux
}

func TestHTTP(t *testing.T) {
	server := httptest.NewServer(handler(t))
	defer server.Close()
	for code, outcome := range map[int]probe.Outcome{
		200: probe.Success, 204: probe.Success, 304: probe.Warning, 399: probe.Warning, 400: probe.Failure, 503: probe.Failure,
	} {
		output := map[probe.Outcome]string{
			probe.Warning: "Probe terminated redirects, Response body: ",
			probe.Failure: "HTTP probe failed with statuscode: " + strconv.Itoa(code),
		}[outcome]
		wants(t, get(t, server, "/code/"+strconv.Itoa(code)), outcome, output)
	}
	wants(t, get(t, server, "/here"), probe.Success, "")
	wants(t, get(t, server, "/lost"), probe.Failure, "HTTP probe failed with statuscode: 404")
	wants(t, get(t, server, "/round"), probe.Failure, `Get "/round": stopped after 10 redirects`)
	wants(t, get(t, server, "/away"), probe.Warning, "Probe terminated redirects, Response body: <a href=")
	wants(t, get(t, server, "/asked?a=b", contract.HTTPHeader{Name: "Host", Value: "web.example"}, contract.HTTPHeader{Name: "X-Own", Value: "1"}), probe.Success, "")
	slow := get(t, server, "/slow")
	wants(t, slow, probe.Failure, `Get "http://127.0.0.1:`)
	if !strings.HasSuffix(slow.Output, "context deadline exceeded (Client.Timeout exceeded while awaiting headers)") {
		t.Error(slow.Output)
	}
	server.Close()
	wants(t, get(t, server, "/code/200"), probe.Failure, `Get "http://127.0.0.1:`)
}

func TestHTTPSIsNotVerified(t *testing.T) {
	server := httptest.NewTLSServer(handler(t))
	defer server.Close()
	wants(t, get(t, server, "/code/200"), probe.Success, "")
}

func TestTCP(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	asked := contract.Probe{TimeoutSeconds: 1, TCPSocket: &contract.TCPSocket{Host: "127.0.0.1", Port: port(t, listener.Addr().String())}}
	wants(t, New().Check(t.Context(), asked), probe.Success, "")
	_ = listener.Close()
	result := New().Check(t.Context(), asked)
	wants(t, result, probe.Failure, "dial tcp 127.0.0.1:")
	if !strings.HasSuffix(result.Output, "connect: connection refused") {
		t.Error(result.Output)
	}
}

// What listens at loopback alone is not well by the pod's address.
func TestLoopbackIsNotThePodsAddress(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	asked := contract.Probe{TimeoutSeconds: 1, TCPSocket: &contract.TCPSocket{Host: "127.0.0.2", Port: port(t, listener.Addr().String())}}
	wants(t, New().Check(t.Context(), asked), probe.Failure, "dial tcp 127.0.0.2:")
}

func TestACommandsEnd(t *testing.T) {
	for name, test := range map[string]struct {
		got     probe.Result
		outcome probe.Outcome
		output  string
	}{
		"well":       {Command("a b", time.Second, 0, false, "fine", ""), probe.Success, ""},
		"failed":     {Command("a b", time.Second, 3, false, "bad\n", ""), probe.Failure, "bad\n"},
		"too late":   {Command(`a "b"`, 5*time.Second, 137, true, "so far", ""), probe.Failure, `command timed out: "a \"b\"" timed out after 5s`},
		"not begun":  {Command("a b", time.Second, 128, false, "", "no such file"), probe.Errored, "no such file"},
		"no excuses": {Command("a b", time.Second, 1, false, "", ""), probe.Failure, ""},
	} {
		t.Run(name, func(t *testing.T) { wants(t, test.got, test.outcome, test.output) })
	}
}

func TestAProbeEndsWithItsRun(t *testing.T) {
	server := httptest.NewServer(handler(t))
	defer server.Close()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan probe.Result, 1)
	go func() {
		done <- New().Check(ctx, contract.Probe{TimeoutSeconds: 3600, HTTPGet: &contract.HTTPGet{
			Host: "127.0.0.1", Port: port(t, server.Listener.Addr().String()), Path: "/slow",
		}})
	}()
	cancel()
	select {
	case result := <-done:
		wants(t, result, probe.Failure, `Get "http://127.0.0.1:`)
	case <-time.After(20 * time.Second):
		t.Fatal("it goes on")
	}
}
