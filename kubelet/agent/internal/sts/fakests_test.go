package sts

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

var (
	now     = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	session = Credentials{AccessKeyID: "ASIATEST", SecretAccessKey: "secret/+key", SessionToken: "token/+= x"}
)

const sessionARN = "arn:aws:sts::123456789012:assumed-role/node/0123456789abcdef"

// fakeSTS verifies signatures as STS does: from what it receives, host and headers included.
type fakeSTS struct {
	*httptest.Server
	calls  int
	answer func(http.ResponseWriter, *http.Request) bool
}

func newFakeSTS(t *testing.T) *fakeSTS {
	t.Helper()
	fake := &fakeSTS{answer: func(http.ResponseWriter, *http.Request) bool { return false }}
	fake.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fake.calls++
		if fake.answer(w, r) {
			return
		}
		signed, _ := time.Parse(timestamp, r.URL.Query().Get("X-Amz-Date"))
		want := Presign(session, "eu-west-1", r.Host, r.Header.Get(BindingHeader), signed)
		if queryOf(want) != queryOf(r.URL.RawQuery) {
			w.WriteHeader(http.StatusForbidden)
			_, _ = fmt.Fprint(w, "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code></Error></ErrorResponse>")
			return
		}
		_, _ = fmt.Fprint(w, answerOf(sessionARN))
	}))
	t.Cleanup(fake.Close)
	return fake
}

func queryOf(raw string) string {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return "malformed"
	}
	return values.Encode()
}

func answerOf(arn string) string {
	return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>` +
		`<Arn>` + arn + `</Arn><UserId>AROATEST:x</UserId><Account>123456789012</Account>` +
		`</GetCallerIdentityResult></GetCallerIdentityResponse>`
}

func (f *fakeSTS) host() string { return strings.TrimPrefix(f.URL, "http://") }

func (f *fakeSTS) verifier() *Verifier {
	verifier := NewVerifier(Endpoint{URL: url.URL{Scheme: "http", Host: f.host()}, Region: "eu-west-1"})
	verifier.Now = func() time.Time { return now }
	return verifier
}
