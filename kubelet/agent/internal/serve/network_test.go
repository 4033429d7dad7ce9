package serve_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/nodetest"
)

// Containers of a task may have the same files: what each writes is there once.
func TestNamesAreThereBeforeAnyContainerStarts(t *testing.T) {
	task := newTask(t, "first", "second")
	hosts := filepath.Join(filepath.Dir(task.socket), "hosts")
	if err := os.WriteFile(hosts, []byte("127.0.0.1\tlocalhost\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	supervisors := []supervisor{task.supervise("first"), task.supervise("second")}
	node := nodetest.Proved(t, task.address)
	script := "cat " + hosts
	call(t, node, http.MethodPost, contract.RunPath, contract.PodSpecification{
		Containers: []contract.ContainerSpecification{shell("first", script), shell("second", script)},
		Network: &contract.Network{
			Hostname: "web-0",
			Hosts:    []contract.HostEntry{{Address: "10.0.0.7", Names: []string{"web-0"}}},
			Aliases:  []contract.HostEntry{{Address: "192.0.2.1", Names: []string{"db", "database"}}},
		},
	})
	want := "127.0.0.1\tlocalhost\n# Begin of the pod's entries.\n10.0.0.7\tweb-0\n\n" +
		"# Entries added by HostAliases.\n192.0.2.1\tdb\tdatabase\n# End of the pod's entries.\n"
	for _, supervisor := range supervisors {
		if code := supervisor.code(t); code != 0 || supervisor.said() != want {
			t.Errorf("exit %d: %s", code, supervisor.output)
		}
	}
	await(t, node, func([]contract.ContainerReport) bool { return true })
	task.ended()
}
