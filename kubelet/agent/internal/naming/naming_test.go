package naming

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
)

const engines = "127.0.0.1\tlocalhost\n10.0.0.7\tip-10-0-0-7.ec2.internal\n"

var pod = contract.Network{
	Hostname: "web-0",
	Hosts:    []contract.HostEntry{{Address: "10.0.0.7", Names: []string{"web-0.sub.ns.svc.cluster.local", "web-0"}}},
	Aliases: []contract.HostEntry{
		{Address: "192.0.2.1", Names: []string{"db", "database"}}, {Address: "2001:db8::1", Names: []string{"six"}},
	},
}

const block = "# Begin of the pod's entries.\n10.0.0.7\tweb-0.sub.ns.svc.cluster.local\tweb-0\n\n" +
	"# Entries added by HostAliases.\n192.0.2.1\tdb\tdatabase\n2001:db8::1\tsix\n# End of the pod's entries.\n"

func TestHosts(t *testing.T) {
	for name, test := range map[string]struct{ before, want string }{
		"none yet":              {engines, engines + block},
		"again":                 {engines + block, engines + block},
		"no end of line":        {"127.0.0.1 localhost", "127.0.0.1 localhost\n" + block},
		"empty":                 {"", block},
		"an app's line":         {engines + block + "192.0.2.9 mine\n", engines + block + "192.0.2.9 mine\n"},
		"another block":         {engines + "# Begin of the pod's entries.\n192.0.2.8 old\n# End of the pod's entries.\n::1 x\n", engines + block + "::1 x\n"},
		"a block without end":   {engines + "# Begin of the pod's entries.\n192.0.2.8 old\n", engines + "# Begin of the pod's entries.\n192.0.2.8 old\n" + block},
		"an end before a begin": {"# End of the pod's entries.\n" + engines, "# End of the pod's entries.\n" + engines + block},
	} {
		if got := hosts(test.before, pod); got != test.want {
			t.Errorf("%s: %s", name, got)
		}
	}
	if got := hosts("", contract.Network{Hosts: pod.Hosts[:1]}); strings.Contains(got, "Aliases") {
		t.Error(got)
	}
}

func TestResolvConf(t *testing.T) {
	const head = "# By the pod's dnsPolicy and dnsConfig.\n"
	vpc := "search ec2.internal\nnameserver 10.0.0.2\noptions timeout:2 attempts:5\n"
	own := contract.DNS{
		Nameservers: []string{"192.0.2.53", "10.0.0.2"}, Searches: []string{"example.com", "ec2.internal"},
		Options: []string{"ndots:2", "attempts:1", "edns0"},
	}
	merged := head + "nameserver 10.0.0.2\nnameserver 192.0.2.53\nsearch ec2.internal example.com\n" +
		"options timeout:2 attempts:1 ndots:2 edns0\n"
	alone := own
	alone.Alone = true
	many := contract.DNS{Alone: true}
	for index := range 40 {
		many.Nameservers = append(many.Nameservers, fmt.Sprintf("192.0.2.%d", index))
		many.Searches = append(many.Searches, fmt.Sprintf("n%02d", index))
	}
	long := contract.DNS{Alone: true, Searches: []string{strings.Repeat("x", 254), "short"}}
	for index := range 10 {
		long.Searches = append(long.Searches, fmt.Sprintf("%d%s", index, strings.Repeat("y", 249)))
	}
	for name, test := range map[string]struct {
		before string
		dns    contract.DNS
		want   string
	}{
		"after the VPC's": {vpc, own, merged},
		"again":           {merged, own, merged},
		"alone":           {vpc, alone, head + "nameserver 192.0.2.53\nnameserver 10.0.0.2\nsearch example.com ec2.internal\noptions ndots:2 attempts:1 edns0\n"},
		"an option only":  {vpc, contract.DNS{Options: []string{"ndots:1"}}, head + "nameserver 10.0.0.2\nsearch ec2.internal\noptions timeout:2 attempts:5 ndots:1\n"},
		"a domain":        {"# c\n\nsearch a b\ndomain c\nnameserver\n", contract.DNS{Searches: []string{"d"}}, head + "search c d\n"},
		"nothing":         {vpc, contract.DNS{Alone: true}, head},
		"too many":        {"", many, head + "nameserver 192.0.2.0\nnameserver 192.0.2.1\nnameserver 192.0.2.2\nsearch " + strings.Join(many.Searches[:32], " ") + "\n"},
		"too long":        {"", long, head + "search " + strings.Join(long.Searches[1:10], " ") + "\n"},
	} {
		if got := resolvConf(test.before, test.dns); got != test.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func written(t *testing.T, folder, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestFilesAreWrittenInPlaceOnce(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{"hosts": engines, "resolv.conf": strings.Repeat("# a long comment\n", 20), "hostname": "ip-10-0-0-7.ec2.internal\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	before, err := os.Stat(filepath.Join(folder, "hosts"))
	if err != nil {
		t.Fatal(err)
	}
	network := pod
	if err := Lay(folder, network); err != nil {
		t.Fatal(err)
	}
	if got := written(t, folder, "resolv.conf"); !strings.HasPrefix(got, "# a long comment") {
		t.Errorf("nobody said anything of DNS: %s", got)
	}
	network.DNS = &contract.DNS{Alone: true, Nameservers: []string{"192.0.2.53"}}
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if err := Lay(folder, network); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := written(t, folder, "hosts"); got != engines+block {
		t.Error(got)
	}
	if got := written(t, folder, "hostname"); got != "web-0\n" {
		t.Error(got)
	}
	if got := written(t, folder, "resolv.conf"); got != "# By the pod's dnsPolicy and dnsConfig.\nnameserver 192.0.2.53\n" {
		t.Error(got)
	}
	// The engine's mount is of this very file.
	if after, err := os.Stat(filepath.Join(folder, "hosts")); err != nil || !os.SameFile(before, after) {
		t.Errorf("another file: %v", err)
	}
}

func TestFilesThatAreNotThereAreMade(t *testing.T) {
	folder := t.TempDir()
	if err := Lay(folder, pod); err != nil || written(t, folder, "hosts") != block {
		t.Errorf("%v", err)
	}
}

// One that cannot be written does not keep the others from being, nor the container from its start.
func TestWhatIsNoFileIsToldAndTheRestWritten(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "hostname"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := Lay(folder, pod); err == nil || written(t, folder, "hosts") != block {
		t.Errorf("%v", err)
	}
}

func TestWhoKeepsItsLockIsNotWaitedForForEver(t *testing.T) {
	folder := t.TempDir()
	file, err := os.Create(filepath.Join(folder, "hosts"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	from := time.Now()
	if err := Lay(folder, pod); err != nil || written(t, folder, "hosts") != block || time.Since(from) > 20*time.Second {
		t.Errorf("after %s: %v", time.Since(from), err)
	}
}
