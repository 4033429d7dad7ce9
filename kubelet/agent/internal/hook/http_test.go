package hook

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
)

func to(t *testing.T, server *httptest.Server, path string, headers ...contract.HTTPHeader) contract.HTTPGet {
	t.Helper()
	at, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(at.Port())
	if err != nil {
		t.Fatal(err)
	}
	return contract.HTTPGet{HTTPS: at.Scheme == "https", Host: at.Hostname(), Port: port, Path: path, Headers: headers}
}

func TestARequestIsTheKubelets(t *testing.T) {
	for name, test := range map[string]struct {
		headers                          []contract.HTTPHeader
		host, agent, accept, own, hasAll string
	}{
		"of its own": {nil, "", "kube-lifecycle/1.34", "*/*", "", ""},
		"as asked": {[]contract.HTTPHeader{
			{Name: "Host", Value: "example.com"}, {Name: "user-agent", Value: "me"}, {Name: "Accept", Value: ""}, {Name: "X-Own", Value: "a"}, {Name: "X-Own", Value: "b"},
		}, "example.com", "me", "", "a", "b"},
	} {
		var got *http.Request
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			got = r
			w.WriteHeader(http.StatusInternalServerError) // is an answer, too
		}))
		get := to(t, server, "/a%20b?c=d", test.headers...)
		if plain, err := Get(t.Context(), get); plain || err != nil {
			t.Errorf("%s: %v %v", name, plain, err)
		}
		server.Close()
		if test.host == "" {
			test.host = Address(get)
		}
		own := got.Header["X-Own"]
		if got.Method != "GET" || got.RequestURI != "/a%20b?c=d" || got.Host != test.host || got.UserAgent() != test.agent ||
			got.Header.Get("Accept") != test.accept || len(own) > 0 && (own[0] != test.own || own[1] != test.hasAll) || len(own) == 0 && test.own != "" {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestCertificatesAreNotChecked(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	if plain, err := Get(t.Context(), to(t, server, "/")); plain || err != nil {
		t.Errorf("%v %v", plain, err)
	}
}

func TestWhoDoesNotSpeakTLSIsAskedWithoutAndNotShownSecrets(t *testing.T) {
	var authorization []string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		authorization = append(authorization, "<"+r.Header.Get("Authorization")+">")
	}))
	defer server.Close()
	get := to(t, server, "/", contract.HTTPHeader{Name: "Authorization", Value: "Bearer x"})
	get.HTTPS = true
	if plain, err := Get(t.Context(), get); !plain || err != nil {
		t.Errorf("%v %v", plain, err)
	}
	if len(authorization) != 1 || authorization[0] != "<>" {
		t.Errorf("%q", authorization)
	}
}

func TestRedirectsStayAtTheHost(t *testing.T) {
	asked := make(map[string]bool)
	server := httptest.NewServer(nil)
	defer server.Close()
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked[r.URL.Path] = true
		switch r.URL.Path {
		case "/here":
			http.Redirect(w, r, "/there", http.StatusFound)
		case "/there":
			_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
			http.Redirect(w, r, "http://localhost:"+port+"/elsewhere", http.StatusFound)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		}
	})
	if _, err := Get(t.Context(), to(t, server, "/here")); err != nil || !asked["/there"] || asked["/elsewhere"] {
		t.Errorf("%v %v", err, asked)
	}
	if _, err := Get(t.Context(), to(t, server, "/round")); err == nil {
		t.Error("round and round")
	}
}

func TestNobodyThere(t *testing.T) {
	server := httptest.NewServer(nil)
	get := to(t, server, "/")
	server.Close()
	if _, err := Get(t.Context(), get); err == nil {
		t.Error("who answers?")
	}
}

func TestARequestEndsWithItsContext(t *testing.T) {
	asked := make(chan struct{})
	done := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(asked)
		<-done
	}))
	defer server.Close()
	defer close(done)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	go func() {
		<-asked
		cancel()
	}()
	if _, err := Get(ctx, to(t, server, "/")); err == nil || ctx.Err() != context.Canceled {
		t.Errorf("%v %v", err, ctx.Err())
	}
}
