package contract_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fnk.dev/agent/internal/channel"
	"fnk.dev/agent/internal/contract"
)

// What the node makes of manifests (GoldenPodsTest) is what the agent takes.
const golden = "../../../src/test/resources/dev/fnk/kubelet/fargate/golden/pods"

func TestWhatTheNodeMakesOfManifestsIsTaken(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(golden, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	taken := 0
	for _, file := range files {
		outcome := struct{ Told json.RawMessage }{}
		document, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(document, &outcome); err != nil {
			t.Fatal(err)
		}
		if outcome.Told == nil { // refused
			continue
		}
		var pod contract.PodSpecification
		if err := channel.Decode(strings.NewReader(string(outcome.Told)), &pod); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		names := make([]string, 0, len(pod.Containers))
		for _, container := range pod.Containers {
			names = append(names, container.Name)
		}
		if err := pod.Validate(names); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		taken++
	}
	if taken < 8 {
		t.Errorf("%d of %d files", taken, len(files))
	}
}
