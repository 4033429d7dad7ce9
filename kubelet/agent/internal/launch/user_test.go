package launch

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"fnk.dev/agent/internal/contract"
)

const passwdText = `root:x:0:0:root:/root:/bin/sh
app:x:1000:1001:An app:/home/app:/bin/sh
broken:x:many:1:::
short:x
twin:x:1000:7::/twin:
`

const groupText = `root:x:0:
app:x:1001:app
own:x:1002:other,app
web:x:33:app
many:x:lots:app
none:x:34:
`

func files(t *testing.T) (passwd, group string) {
	t.Helper()
	folder := t.TempDir()
	passwd, group = filepath.Join(folder, "passwd"), filepath.Join(folder, "group")
	for file, text := range map[string]string{passwd: passwdText, group: groupText} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return passwd, group
}

func TestWhoTheContainerRunsAs(t *testing.T) {
	passwd, group := files(t)
	for name, test := range map[string]struct {
		spec   contract.ContainerSpecification
		uid    uint32
		gid    uint32
		groups []uint32
		home   string
	}{
		"nothing said":                {contract.ContainerSpecification{}, 0, 0, []uint32{0}, "/root"},
		"a name":                      {contract.ContainerSpecification{User: "app"}, 1000, 1001, []uint32{33, 1001, 1002}, "/home/app"},
		"its number":                  {contract.ContainerSpecification{User: "1000"}, 1000, 1001, []uint32{33, 1001, 1002}, "/home/app"},
		"a number without an entry":   {contract.ContainerSpecification{User: "4711"}, 4711, 0, []uint32{0}, "/"},
		"both numbers":                {contract.ContainerSpecification{User: "4711:4712"}, 4711, 4712, []uint32{4712}, "/"},
		"names of both":               {contract.ContainerSpecification{User: "app:web"}, 1000, 33, []uint32{33, 1002}, "/home/app"},
		"a group of nobody":           {contract.ContainerSpecification{User: "app:none"}, 1000, 34, []uint32{33, 34, 1002}, "/home/app"},
		"no user, but a group":        {contract.ContainerSpecification{User: ":web"}, 0, 33, []uint32{33}, "/root"},
		"the pod's user":              {contract.ContainerSpecification{User: "root:web", UID: new(uint32(1000))}, 1000, 1001, []uint32{33, 1001, 1002}, "/home/app"},
		"the pod's root":              {contract.ContainerSpecification{User: "app", UID: new(uint32(0))}, 0, 0, []uint32{0}, "/root"},
		"the pod's group":             {contract.ContainerSpecification{User: "app:web", GID: new(uint32(9))}, 1000, 9, []uint32{9, 33, 1002}, "/home/app"},
		"the pod's groups":            {contract.ContainerSpecification{User: "app", Groups: []uint32{5, 33}}, 1000, 1001, []uint32{5, 33, 1001, 1002}, "/home/app"},
		"the pod's groups, no others": {contract.ContainerSpecification{User: "app", Groups: []uint32{5}, StrictGroups: true}, 1000, 1001, []uint32{5, 1001}, "/home/app"},
	} {
		t.Run(name, func(t *testing.T) {
			who, err := identify(test.spec, passwd, group)
			if err != nil {
				t.Fatal(err)
			}
			// The entry "app" of /etc/group is the user's own and adds nothing.
			if who.uid != test.uid || who.gid != test.gid || who.home != test.home || !slices.Equal(who.groups, test.groups) {
				t.Errorf("%+v", who)
			}
		})
	}
}

func TestNamesNeedAnEntry(t *testing.T) {
	passwd, group := files(t)
	for user, want := range map[string]string{
		"nobody":   "unable to find user nobody: no matching entries in passwd file",
		"broken":   "unable to find user broken: no matching entries in passwd file",
		"app:many": "unable to find group many: no matching entries in group file",
		"app:void": "unable to find group void: no matching entries in group file",
	} {
		if _, err := identify(contract.ContainerSpecification{User: user}, passwd, group); err == nil || err.Error() != want {
			t.Errorf("%s: %v", user, err)
		}
	}
}

func TestAnImageWithoutTheFiles(t *testing.T) {
	who, err := identify(contract.ContainerSpecification{User: "65532:65533"}, "/nothere/passwd", "/nothere/group")
	if err != nil || who.uid != 65532 || who.gid != 65533 || who.home != "/" {
		t.Errorf("%+v %v", who, err)
	}
	if _, err := identify(contract.ContainerSpecification{User: "app"}, "/nothere/passwd", "/nothere/group"); err == nil {
		t.Error("a name is found in no file")
	}
}

func TestRootIsRefusedToWhoMustNotBe(t *testing.T) {
	for name, test := range map[string]struct {
		spec contract.ContainerSpecification
		uid  uint32
		want string
	}{
		"root of the image": {contract.ContainerSpecification{RunAsNonRoot: true}, 0, "container has runAsNonRoot and image will run as root"},
		"root of the pod":   {contract.ContainerSpecification{RunAsNonRoot: true, UID: new(uint32(0))}, 0, "container's runAsUser breaks non-root policy"},
		"another":           {contract.ContainerSpecification{RunAsNonRoot: true}, 1, ""},
		"root, who may be":  {contract.ContainerSpecification{}, 0, ""},
	} {
		err := refusal(test.spec, identity{uid: test.uid})
		if err == nil && test.want != "" || err != nil && err.Error() != test.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
