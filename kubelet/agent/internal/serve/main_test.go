package serve_test

import (
	"os"
	"path/filepath"
	"strings"
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
		// What a container has in /etc is beside its task's socket here.
		os.Exit(supervise.Main(os.Args[2], os.Args[3], filepath.Dir(os.Args[3]), os.Args[0]))
	}
	// What the machine has of what ECS would give is no container's here.
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, "AWS_") || strings.HasPrefix(name, "ECS_") {
			_ = os.Unsetenv(name)
		}
	}
	os.Exit(m.Run())
}
