// Package sts proves who one is by a presigned sts:GetCallerIdentity, and asks STS who signed one.
package sts

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// BindingHeader is signed with the request and binds it to one connection. STS takes any header that is
// signed, as it does with x-k8s-aws-id of EKS and X-Vault-AWS-IAM-Server-ID of Vault.
const BindingHeader = "x-fnk-channel"

const (
	algorithm     = "AWS4-HMAC-SHA256"
	apiVersion    = "2011-06-15"
	signedHeaders = "host;" + BindingHeader
	timestamp     = "20060102T150405Z"
	// validity is what the proof says of itself. STS takes it for 15 minutes whatever it says; what
	// makes it worthless elsewhere is the binding.
	validity = time.Minute
)

// Credentials of a role's session.
type Credentials struct {
	AccessKeyID     string
	SecretAccessKey string
	SessionToken    string
}

// Presign returns the query of a presigned GetCallerIdentity for the host, bound to the binding
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
func Presign(credentials Credentials, region, host, binding string, now time.Time) string {
	date := now.UTC().Format(timestamp)
	scope := strings.Join([]string{date[:8], region, "sts", "aws4_request"}, "/")
	query := canonicalQuery(url.Values{
		"Action":               {"GetCallerIdentity"},
		"Version":              {apiVersion},
		"X-Amz-Algorithm":      {algorithm},
		"X-Amz-Credential":     {credentials.AccessKeyID + "/" + scope},
		"X-Amz-Date":           {date},
		"X-Amz-Expires":        {strconv.Itoa(int(validity.Seconds()))},
		"X-Amz-Security-Token": {credentials.SessionToken},
		"X-Amz-SignedHeaders":  {signedHeaders},
	})
	canonical := strings.Join([]string{
		"GET", "/", query, "host:" + host, BindingHeader + ":" + binding, "", signedHeaders, hash(""),
	}, "\n")
	toSign := strings.Join([]string{algorithm, date, scope, hash(canonical)}, "\n")
	key := []byte("AWS4" + credentials.SecretAccessKey)
	for _, part := range strings.Split(scope, "/") {
		key = mac(key, part)
	}
	return query + "&X-Amz-Signature=" + hex.EncodeToString(mac(key, toSign))
}

// canonicalQuery differs from Encode in the space only, which SigV4 wants as %20.
func canonicalQuery(values url.Values) string {
	return strings.ReplaceAll(values.Encode(), "+", "%20")
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func mac(key []byte, text string) []byte {
	code := hmac.New(sha256.New, key)
	code.Write([]byte(text))
	return code.Sum(nil)
}
