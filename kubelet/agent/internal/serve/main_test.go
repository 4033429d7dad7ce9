package serve_test

import (
	"os"
	"testing"

	"fnk.dev/agent/internal/launch"
	"fnk.dev/agent/internal/supervise"
)

// The test's own binary is the supervisor, and what the supervisor makes the container's process of.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "launch" {
		os.Exit(launch.Main())
	}
	if len(os.Args) == 4 && os.Args[1] == "supervise" {
		os.Exit(supervise.Main(os.Args[2], os.Args[3], os.Args[0]))
	}
	os.Exit(m.Run())
}
