package check

import (
	"encoding/hex"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/probe"
)

// health answers as a gRPC server does, by the service that is asked for.
func health(t *testing.T) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 2 || r.URL.Path != "/grpc.health.v1.Health/Check" || r.Method != http.MethodPost ||
			r.Header.Get("Content-Type") != "application/grpc" || r.Header.Get("Te") != "trailers" || r.UserAgent() != userAgent {
			t.Errorf("%s %s %s %v", r.Proto, r.Method, r.URL, r.Header)
		}
		body, _ := io.ReadAll(r.Body)
		answer := func(message string) {
			w.Header().Set("Content-Type", "application/grpc")
			w.Header().Set("Trailer", "Grpc-Status")
			frame, _ := hex.DecodeString(message)
			_, _ = w.Write(frame)
			w.Header().Set("Grpc-Status", "0")
		}
		refuse := func(code, message string) {
			w.Header().Set("Content-Type", "application/grpc")
			w.Header().Set("Grpc-Status", code)
			w.Header().Set("Grpc-Message", message)
		}
		switch asked := hex.EncodeToString(body); asked {
		case "0000000000": // ""
			answer("00000000020801") // SERVING
		case "00000000050a03776562": // web
			answer("00000000020802") // NOT_SERVING
		case "00000000040a026e6f": // no
			answer("0000000000") // UNKNOWN, which is 0 and therefore not there
		case "00000000060a046d6f7265": // more
			answer("00000000081203787878080119") // another field, SERVING, and a field that is cut
		case "00000000070a056f74686572": // other
			refuse("5", "unknown%20service")
		case "00000000060a046f6c6465": // olde
			refuse("12", "no such method")
		case "00000000060a046c617465": // late
			<-r.Context().Done()
		case "00000000060a04706c6169": // plai
			w.WriteHeader(http.StatusNotFound)
		default:
			t.Errorf("asked for %s", asked)
		}
	})
}

func TestGRPC(t *testing.T) {
	server := httptest.NewUnstartedServer(health(t))
	server.Config.Protocols = new(http.Protocols)
	server.Config.Protocols.SetUnencryptedHTTP2(true)
	server.Start()
	defer server.Close()
	for service, want := range map[string]struct {
		outcome probe.Outcome
		output  string
	}{
		"":      {probe.Success, ""},
		"web":   {probe.Failure, `service unhealthy (responded with "NOT_SERVING")`},
		"no":    {probe.Failure, `service unhealthy (responded with "UNKNOWN")`},
		"more":  {probe.Failure, "error: health rpc probe failed: not a HealthCheckResponse"},
		"other": {probe.Failure, "error: health rpc probe failed: code 5: unknown service"},
		"olde":  {probe.Failure, "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): no such method"},
		"plai":  {probe.Failure, "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unexpected HTTP status"},
		"late":  {probe.Failure, "timeout: health rpc did not complete within 1s"},
	} {
		t.Run(service, func(t *testing.T) {
			wants(t, New().Check(t.Context(), contract.Probe{TimeoutSeconds: 1, GRPC: &contract.GRPC{
				Host: "127.0.0.1", Port: port(t, server.Listener.Addr().String()), Service: service,
			}}), want.outcome, want.output)
		})
	}
}

func TestGRPCWithoutAServer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	asked := contract.Probe{TimeoutSeconds: 1, GRPC: &contract.GRPC{Host: "127.0.0.1", Port: port(t, listener.Addr().String())}}
	wants(t, New().Check(t.Context(), asked), probe.Failure, "timeout: health rpc did not complete within 1s")
	_ = listener.Close()
	wants(t, New().Check(t.Context(), asked), probe.Failure, `error: failed to connect service at "127.0.0.1:`)
}

func TestAnswers(t *testing.T) {
	for text, want := range map[string]int64{
		"00000000020801":           1,
		"0000000000":               0,
		"0000000007120378787808":   -1,
		"000000000712037878780801": 1,
		"000000000715000000000803": 3,
		"01000000020801":           -1,
		"00000000030801":           -1,
		"00000000020880":           -1,
		"00000000021280":           -1,
		"000000000308ff01":         255,
		"00":                       -1,
		"000000000112":             -1,
		"00000000010b":             -1,
	} {
		frame, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		state, err := answer(frame)
		if err != nil != (want < 0) || err == nil && state != uint64(want) {
			t.Errorf("%s: %d %v", text, state, err)
		}
	}
}
