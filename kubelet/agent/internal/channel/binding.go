// Package channel lets a node in that proves, on this very connection, to be the one the task belongs to.
package channel

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"time"
)

// Labels of the keying material that each side's proof binds (RFC 5705; "EXPERIMENTAL" marks private use,
// section 4). Two labels, so that no proof can be sent back to its sender; the contract's version in them,
// so that none serves in another.
const (
	NodeLabel = "EXPERIMENTAL-fnk-agent-v1-node"
	TaskLabel = "EXPERIMENTAL-fnk-agent-v1-task"
)

const bindingBytes = 32

// Binding is a value that both ends of a TLS connection know and that no other connection has.
func Binding(state *tls.ConnectionState, label string) (string, error) {
	if state == nil || !state.HandshakeComplete || state.Version != tls.VersionTLS13 || state.DidResume {
		return "", errors.New("not a fresh connection of TLS 1.3")
	}
	material, err := state.ExportKeyingMaterial(label, nil, bindingBytes)
	if err != nil {
		return "", fmt.Errorf("exporting keying material: %w", err)
	}
	return hex.EncodeToString(material), nil
}

// ServerConfig has a key of its own, made now and kept nowhere. Nobody has to trust its certificate: who
// the agent is, its proof says.
func ServerConfig() (*tls.Config, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making a key: %w", err)
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		// Java refuses a certificate without an issuer.
		Subject:     pkix.Name{CommonName: "fnk-agent"},
		NotBefore:   now.Add(-time.Hour),
		NotAfter:    now.AddDate(10, 0, 0),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("making a certificate: %w", err)
	}
	return &tls.Config{
		MinVersion:             tls.VersionTLS13,
		SessionTicketsDisabled: true,
		NextProtos:             []string{"h2"},
		Certificates:           []tls.Certificate{{Certificate: [][]byte{certificate}, PrivateKey: key}},
	}, nil
}
