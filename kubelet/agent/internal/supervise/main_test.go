package supervise

import (
	"os"
	"path/filepath"
	"testing"

	"fnk.dev/agent/internal/launch"
)

// The test's own binary is the supervisor in a PID namespace, and what it makes the container's process of.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "launch" {
		os.Exit(launch.Main())
	}
	if len(os.Args) == 4 && os.Args[1] == "supervise" {
		// What a container has in /etc is beside its socket here.
		os.Exit(Main(os.Args[2], os.Args[3], filepath.Dir(os.Args[3]), "/proc/self/exe"))
	}
	os.Exit(m.Run())
}
