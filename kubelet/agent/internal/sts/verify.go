package sts

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

const (
	// MaxQuery is far above the longest session tokens.
	MaxQuery  = 8 << 10
	maxAnswer = 64 << 10
	// maxSkew is what SigV4 grants clocks that differ.
	maxSkew     = 5 * time.Minute
	maxValidity = 5 * time.Minute
	askTimeout  = 10 * time.Second
)

// RefusedError says that a proof proves nothing. Any other error says that it could not be checked.
type RefusedError struct{ Reason string }

func (e *RefusedError) Error() string { return "the proof is refused: " + e.Reason }

func refused(format string, arguments ...any) error {
	return &RefusedError{Reason: fmt.Sprintf(format, arguments...)}
}

// Verifier asks its own STS, never a host that the proof names, who signed a proof.
type Verifier struct {
	Endpoint Endpoint
	Client   *http.Client
	Now      func() time.Time
}

// NewVerifier makes one that follows no redirect: an answer is STS's or none.
func NewVerifier(endpoint Endpoint) *Verifier {
	client := &http.Client{
		Timeout: askTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}
	return &Verifier{Endpoint: endpoint, Client: client, Now: time.Now}
}

// Identify names who signed the query with this binding.
func (v *Verifier) Identify(ctx context.Context, query, binding string) (Identity, error) {
	values, err := v.check(query)
	if err != nil {
		return Identity{}, err
	}
	target := v.Endpoint.URL
	target.Path, target.RawQuery = "/", canonicalQuery(values)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return Identity{}, fmt.Errorf("asking STS: %w", hideQuery(err))
	}
	request.Header.Set(BindingHeader, binding)
	response, err := v.Client.Do(request)
	if err != nil {
		return Identity{}, fmt.Errorf("asking STS: %w", hideQuery(err))
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err != nil {
		return Identity{}, fmt.Errorf("reading STS's answer: %w", err)
	}
	if len(body) > maxAnswer {
		return Identity{}, errors.New("STS's answer is too long")
	}
	switch {
	case response.StatusCode == http.StatusOK:
		return parseAnswer(body)
	case response.StatusCode >= 400 && response.StatusCode < 500 && response.StatusCode != http.StatusTooManyRequests:
		return v.refusal(response.StatusCode, body)
	default:
		return Identity{}, fmt.Errorf("STS answers %d", response.StatusCode)
	}
}

func (v *Verifier) refusal(status int, body []byte) (Identity, error) {
	var answer struct {
		Code string `xml:"Error>Code"`
	}
	if err := xml.Unmarshal(body, &answer); err != nil {
		return Identity{}, refused("STS answers %d", status)
	}
	// Throttling is not always a 429 in the query protocol.
	if answer.Code == "Throttling" || answer.Code == "RequestThrottled" {
		return Identity{}, fmt.Errorf("STS answers %d %s", status, answer.Code)
	}
	return Identity{}, refused("STS answers %d %s", status, answer.Code)
}

// check holds the proof to exactly the parameters of a presigned GetCallerIdentity of a session: with
// any other action, STS's answer could bear words of the sender's choice.
func (v *Verifier) check(query string) (url.Values, error) {
	if len(query) > MaxQuery {
		return nil, refused("%d bytes are too long", len(query))
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return nil, refused("not a query")
	}
	exact := map[string]string{
		"Action":              "GetCallerIdentity",
		"Version":             apiVersion,
		"X-Amz-Algorithm":     algorithm,
		"X-Amz-SignedHeaders": signedHeaders,
	}
	given := []string{
		"X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-Security-Token", "X-Amz-Signature",
	}
	for name, want := range exact {
		if len(values[name]) != 1 || values[name][0] != want {
			return nil, refused("%s is not %s", name, want)
		}
	}
	for _, name := range given {
		if len(values[name]) != 1 || values[name][0] == "" {
			return nil, refused("%s is not there once", name)
		}
	}
	if len(values) != len(exact)+len(given) {
		return nil, refused("a parameter that does not belong there")
	}
	signed, err := time.Parse(timestamp, values.Get("X-Amz-Date"))
	if err != nil {
		return nil, refused("X-Amz-Date is not a time")
	}
	seconds, err := strconv.Atoi(values.Get("X-Amz-Expires"))
	if err != nil || seconds < 1 || seconds > int(maxValidity.Seconds()) {
		return nil, refused("X-Amz-Expires is not between 1 and %d", int(maxValidity.Seconds()))
	}
	now := v.Now()
	if signed.After(now.Add(maxSkew)) {
		return nil, refused("signed in the future")
	}
	if now.After(signed.Add(time.Duration(seconds)*time.Second + maxSkew)) {
		return nil, refused("expired")
	}
	return values, nil
}

func parseAnswer(body []byte) (Identity, error) {
	var answer struct {
		XMLName xml.Name `xml:"https://sts.amazonaws.com/doc/2011-06-15/ GetCallerIdentityResponse"`
		Arn     string   `xml:"GetCallerIdentityResult>Arn"`
		Account string   `xml:"GetCallerIdentityResult>Account"`
	}
	if err := xml.Unmarshal(body, &answer); err != nil {
		return Identity{}, fmt.Errorf("STS's answer is not one of GetCallerIdentity: %w", err)
	}
	identity, err := parseSession(answer.Arn)
	if err != nil {
		return Identity{}, refused("%v", err)
	}
	if identity.Account != answer.Account {
		return Identity{}, fmt.Errorf("STS names two accounts, %s and %s", identity.Account, answer.Account)
	}
	return identity, nil
}

// hideQuery takes the URL out of an error: it bears a session token.
func hideQuery(err error) error {
	var failed *url.Error
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}
