package sts

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// What botocore 1.42 (SigV4QueryAuth) makes of the same input.
func TestPresignAgreesWithBotocore(t *testing.T) {
	got := Presign(session, "eu-west-1", "sts.eu-west-1.amazonaws.com", "00ff", now)
	want := "605ca513bc7f0f2c19912191b35dc97908abd6acd81a34c1fb1ae80b183662a6"
	if !strings.HasSuffix(got, "&X-Amz-Signature="+want) {
		t.Errorf("signature of %s is not %s", got, want)
	}
}

func TestIdentify(t *testing.T) {
	fake := newFakeSTS(t)
	identity, err := fake.verifier().Identify(context.Background(),
		Presign(session, "eu-west-1", fake.host(), "00ff", now), "00ff")
	if err != nil || identity.String() != sessionARN {
		t.Fatalf("identity %v, error %v", identity, err)
	}
}

func TestIdentifyRefuses(t *testing.T) {
	fake := newFakeSTS(t)
	sign := func(binding string, at time.Time) string {
		return Presign(session, "eu-west-1", fake.host(), binding, at)
	}
	good := sign("00ff", now)
	edit := func(old, new string) string { return strings.Replace(good, old, new, 1) }
	tests := map[string]struct{ query, reason string }{
		"another connection":     {sign("00fe", now), "SignatureDoesNotMatch"},
		"no binding signed":      {edit("host%3Bx-fnk-channel", "host"), "X-Amz-SignedHeaders"},
		"more headers signed":    {edit("x-fnk-channel", "x-fnk-channel%3Bx-more"), "X-Amz-SignedHeaders"},
		"another host":           {Presign(session, "eu-west-1", "sts.example.com", "00ff", now), "SignatureDoesNotMatch"},
		"expired":                {sign("00ff", now.Add(-6*time.Minute-time.Second)), "expired"},
		"of the future":          {sign("00ff", now.Add(5*time.Minute+time.Second)), "future"},
		"valid for long":         {edit("X-Amz-Expires=60", "X-Amz-Expires=301"), "X-Amz-Expires"},
		"valid for no time":      {edit("X-Amz-Expires=60", "X-Amz-Expires=0"), "X-Amz-Expires"},
		"expiry no number":       {edit("X-Amz-Expires=60", "X-Amz-Expires=1e1"), "X-Amz-Expires"},
		"date no time":           {edit("20260102T030405Z", "today"), "X-Amz-Date"},
		"another action":         {edit("GetCallerIdentity", "AssumeRole"), "Action"},
		"action twice":           {good + "&Action=GetCallerIdentity", "Action"},
		"another API":            {edit("2011-06-15", "2011-06-16"), "Version"},
		"another algorithm":      {edit("HMAC-SHA256", "HMAC-SHA1"), "X-Amz-Algorithm"},
		"a parameter more":       {good + "&RoleArn=x", "does not belong"},
		"a key of its own":       {edit("X-Amz-Security-Token=", "X-Amz-Security-Toke="), "X-Amz-Security-Token"},
		"signature twice":        {good + "&X-Amz-Signature=00", "X-Amz-Signature"},
		"a changed signature":    {good[:len(good)-4] + "0000", "SignatureDoesNotMatch"},
		"a URL":                  {"https://" + fake.host() + "/?" + good, "does not belong"},
		"nothing":                {"", "is not"},
		"not a query":            {"%zz", "not a query"},
		"oversized":              {good + strings.Repeat("x", MaxQuery), "too long"},
		"another session's name": {edit("ASIATEST", "ASIAOTHER"), "SignatureDoesNotMatch"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := fake.verifier().Identify(context.Background(), test.query, "00ff")
			var refusal *RefusedError
			if !errors.As(err, &refusal) || !strings.Contains(refusal.Reason, test.reason) &&
				!(test.reason == "does not belong" && strings.Contains(refusal.Reason, "Action")) {
				t.Errorf("want a refusal for %q, got %v", test.reason, err)
			}
		})
	}
}

func TestMalformedProofsNeverReachSTS(t *testing.T) {
	fake := newFakeSTS(t)
	good := Presign(session, "eu-west-1", fake.host(), "00ff", now)
	_, _ = fake.verifier().Identify(context.Background(), good+"&RoleArn=x", "00ff")
	if fake.calls != 0 {
		t.Errorf("STS was asked %d times", fake.calls)
	}
}

// An answer that is not STS's own refusal is no verdict: the node may try again.
func TestTroubleIsNoRefusal(t *testing.T) {
	fake := newFakeSTS(t)
	good := Presign(session, "eu-west-1", fake.host(), "00ff", now)
	for name, answer := range map[string]func(http.ResponseWriter){
		"broken":     func(w http.ResponseWriter) { w.WriteHeader(http.StatusInternalServerError) },
		"throttled":  func(w http.ResponseWriter) { w.WriteHeader(http.StatusTooManyRequests) },
		"redirected": func(w http.ResponseWriter) { w.Header().Set("Location", "/x"); w.WriteHeader(http.StatusFound) },
		"throttled as a 400": func(w http.ResponseWriter) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = fmt.Fprint(w, "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>")
		},
		"not XML": func(w http.ResponseWriter) { _, _ = fmt.Fprint(w, "{}") },
		"another action": func(w http.ResponseWriter) {
			_, _ = fmt.Fprint(w, strings.ReplaceAll(answerOf(sessionARN), "GetCallerIdentityResponse", "AssumeRoleResponse"))
		},
		"two accounts": func(w http.ResponseWriter) {
			_, _ = fmt.Fprint(w, answerOf("arn:aws:sts::210987654321:assumed-role/node/x"))
		},
		"oversized": func(w http.ResponseWriter) { _, _ = fmt.Fprint(w, strings.Repeat(" ", maxAnswer)+answerOf(sessionARN)) },
	} {
		t.Run(name, func(t *testing.T) {
			fake.answer = func(w http.ResponseWriter, _ *http.Request) bool { answer(w); return true }
			_, err := fake.verifier().Identify(context.Background(), good, "00ff")
			var refusal *RefusedError
			if err == nil || errors.As(err, &refusal) {
				t.Errorf("want trouble, got %v", err)
			}
			if err != nil && strings.Contains(err.Error(), "token") {
				t.Errorf("the error tells the session token: %v", err)
			}
		})
	}
	fake.Close()
	if _, err := fake.verifier().Identify(context.Background(), good, "00ff"); err == nil ||
		strings.Contains(err.Error(), "Security-Token") {
		t.Errorf("want trouble without the session token, got %v", err)
	}
}

func TestWhoIsAtTheEndOfARedirectIsNotAsked(t *testing.T) {
	fake := newFakeSTS(t)
	fake.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/" {
			w.Header().Set("Location", "/elsewhere?"+r.URL.RawQuery)
			w.WriteHeader(http.StatusTemporaryRedirect)
		} else {
			_, _ = fmt.Fprint(w, answerOf(sessionARN))
		}
		return true
	}
	if identity, err := fake.verifier().Identify(context.Background(), Presign(session, "eu-west-1", fake.host(), "00ff", now), "00ff"); err == nil {
		t.Errorf("%s, says somebody", identity)
	}
}

func TestOnlySessionsOfRoles(t *testing.T) {
	fake := newFakeSTS(t)
	good := Presign(session, "eu-west-1", fake.host(), "00ff", now)
	for _, arn := range []string{
		"arn:aws:iam::123456789012:user/node", "arn:aws:iam::123456789012:root",
		"arn:aws:sts::123456789012:federated-user/node", "arn:aws:sts::123456789012:assumed-role/node",
		"arn:aws:sts::123456789012:assumed-role/node/x/y", "arn:aws:sts::12345:assumed-role/node/x",
	} {
		fake.answer = func(w http.ResponseWriter, _ *http.Request) bool { _, _ = fmt.Fprint(w, answerOf(arn)); return true }
		_, err := fake.verifier().Identify(context.Background(), good, "00ff")
		var refusal *RefusedError
		if !errors.As(err, &refusal) {
			t.Errorf("%s: want a refusal, got %v", arn, err)
		}
	}
}

func TestRoles(t *testing.T) {
	role, err := ParseRole("arn:aws:iam::123456789012:role/fnk/labs/node")
	if err != nil {
		t.Fatal(err)
	}
	identity, err := parseSession(sessionARN)
	if err != nil || !identity.Of(role) {
		t.Errorf("%v is a session of %v: %v", identity, role, err)
	}
	for _, other := range []string{
		"arn:aws:iam::123456789012:role/node2", "arn:aws:iam::210987654321:role/node", "arn:aws-cn:iam::123456789012:role/node",
	} {
		role, err := ParseRole(other)
		if err != nil || identity.Of(role) {
			t.Errorf("%v is no session of %s (%v)", identity, other, err)
		}
	}
	for _, arn := range []string{
		"", "node", "arn:aws:iam::123456789012:user/node", "arn:aws:iam::123456789012:role/", "arn:aws:iam::1:role/node",
		"arn:aws:sts::123456789012:assumed-role/node/x", "arn:aws:iam:eu-west-1:123456789012:role/node",
	} {
		if _, err := ParseRole(arn); err == nil {
			t.Errorf("%q is not the ARN of a role", arn)
		}
	}
}

func TestEndpoints(t *testing.T) {
	for want, environment := range map[string]map[string]string{
		"https://sts.eu-west-1.amazonaws.com":     {"AWS_REGION": "eu-west-1"},
		"https://sts.cn-north-1.amazonaws.com.cn": {"AWS_DEFAULT_REGION": "cn-north-1"},
		"http://10.0.0.1:4599":                    {"AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL": "http://10.0.0.1:4599/"},
		"https://vpce.example.com":                {"AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL": "http://x", "AWS_ENDPOINT_URL_STS": "https://vpce.example.com"},
	} {
		endpoint, err := EndpointOf(func(name string) string { return environment[name] })
		if err != nil || endpoint.URL.String() != want {
			t.Errorf("want %s, got %s (%v)", want, endpoint.URL.String(), err)
		}
	}
	for _, environment := range []map[string]string{{}, {"AWS_REGION": "x", "AWS_ENDPOINT_URL": "file:///x"}} {
		if _, err := EndpointOf(func(name string) string { return environment[name] }); err == nil {
			t.Errorf("%v gives an endpoint", environment)
		}
	}
}
