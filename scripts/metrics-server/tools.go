//go:build tools

// Package tools names the program that scripts/metrics-server/build makes, so that go.mod and go.sum cover it.
package tools

import _ "sigs.k8s.io/metrics-server/cmd/metrics-server"
