package launch

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"fnk.dev/agent/internal/contract"
)

// The test's own binary is what the supervisor would start.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "launch" {
		os.Exit(Main())
	}
	os.Exit(m.Run())
}

// inside returns lines of /proc/self/status as the container's process sees them.
func inside(t *testing.T, container contract.ContainerSpecification) map[string]string {
	t.Helper()
	container.Name, container.Command = "app", []string{"/bin/cat", "/proc/self/status"}
	specRead, specWrite, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	failureRead, failureWrite, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command("/proc/self/exe", "launch")
	command.ExtraFiles = []*os.File{specRead, failureWrite}
	if err := json.NewEncoder(specWrite).Encode(container); err != nil {
		t.Fatal(err)
	}
	_ = specWrite.Close()
	output, err := command.CombinedOutput()
	_, _ = specRead.Close(), failureWrite.Close()
	failure, _ := io.ReadAll(failureRead)
	_ = failureRead.Close()
	if err != nil || len(failure) > 0 {
		t.Fatalf("%v: %s %s", err, failure, output)
	}
	status := make(map[string]string)
	for line := range strings.Lines(string(output)) {
		name, value, _ := strings.Cut(line, ":")
		status[name] = strings.Join(strings.Fields(value), " ")
	}
	return status
}

const none = "0000000000000000"

func TestDropsEverythingThatAnotherUserIsNotToHave(t *testing.T) {
	status := inside(t, contract.ContainerSpecification{
		UID: new(uint32(10001)), GID: new(uint32(10002)), Groups: []uint32{10004, 10003}, StrictGroups: true,
		Capabilities: &[]string{}, NoNewPrivileges: true,
	})
	for name, want := range map[string]string{
		"Uid": "10001 10001 10001 10001", "Gid": "10002 10002 10002 10002", "Groups": "10002 10003 10004", "NoNewPrivs": "1",
		"CapInh": none, "CapPrm": none, "CapEff": none, "CapBnd": none, "CapAmb": none,
	} {
		if status[name] != want {
			t.Errorf("%s is %q, not %q", name, status[name], want)
		}
	}
}

func TestRootKeepsWhatIsNamed(t *testing.T) {
	status := inside(t, contract.ContainerSpecification{Capabilities: &[]string{"NET_BIND_SERVICE", "KILL"}, StrictGroups: true})
	for name, want := range map[string]string{
		"Uid": "0 0 0 0", "Groups": "0", "NoNewPrivs": "0", "CapInh": none, "CapAmb": none,
		"CapPrm": fmt.Sprintf("%016x", 1<<10|1<<5), "CapEff": fmt.Sprintf("%016x", 1<<10|1<<5), "CapBnd": fmt.Sprintf("%016x", 1<<10|1<<5),
	} {
		if status[name] != want {
			t.Errorf("%s is %q, not %q", name, status[name], want)
		}
	}
}

// As Kubernetes has it: another user than root keeps the bounding set, and no capability in effect.
func TestAnotherUserHasNoCapabilityInEffect(t *testing.T) {
	status := inside(t, contract.ContainerSpecification{User: "10001:10001", Capabilities: &[]string{"NET_RAW"}})
	if status["CapEff"] != none || status["CapPrm"] != none || status["CapBnd"] != fmt.Sprintf("%016x", 1<<13) {
		t.Errorf("%v", status)
	}
}

func TestCapabilityNames(t *testing.T) {
	all, err := capabilitySet(nil)
	if err != nil || all != ^uint64(0) {
		t.Errorf("%x %v", all, err)
	}
	set, err := capabilitySet(&[]string{"CHOWN", "CHECKPOINT_RESTORE"})
	if err != nil || set != 1|1<<40 {
		t.Errorf("%x %v", set, err)
	}
	if _, err := capabilitySet(&[]string{"CAP_CHOWN"}); err == nil {
		t.Error("CAP_CHOWN is not how Kubernetes names it")
	}
}

func TestTheLastValueOfAVariableHolds(t *testing.T) {
	environment, path := environ(nil, []contract.EnvVariable{{Name: "A", Value: "1"}, {Name: "PATH", Value: "/x"}, {Name: "A", Value: "2"}}, "/root")
	if !slices.Equal(environment, []string{"A=2", "PATH=/x", "HOME=/root"}) || path != "/x" {
		t.Errorf("%v %s", environment, path)
	}
}

func TestWhatECSGivesReachesTheAppUnlessThePodSaysOtherwise(t *testing.T) {
	own := []string{
		"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/v2/credentials/1", "ECS_CONTAINER_METADATA_URI_V4=http://x/=",
		"AWS_REGION=eu-west-1", "FNK_CONTROL=/x", "LD_PRELOAD=/x", "MY_AWS_THING=1",
	}
	environment, _ := environ(own, []contract.EnvVariable{{Name: "AWS_REGION", Value: "us-east-1"}}, "/root")
	want := []string{
		"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/v2/credentials/1", "ECS_CONTAINER_METADATA_URI_V4=http://x/=",
		"AWS_REGION=us-east-1", "HOME=/root",
	}
	if !slices.Equal(environment, want) {
		t.Errorf("%v", environment)
	}
}

func TestHomeIsTheUsersUnlessThePodSaysOtherwise(t *testing.T) {
	for given, want := range map[string]string{"": "HOME=/home/a", "/elsewhere": "HOME=/elsewhere"} {
		environment, _ := environ(nil, []contract.EnvVariable{{Name: "HOME", Value: given}}, "/home/a")
		if !slices.Equal(environment, []string{want}) {
			t.Errorf("HOME=%s: %v", given, environment)
		}
	}
}
