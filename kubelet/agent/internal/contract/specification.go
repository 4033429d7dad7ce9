package contract

import "slices"

// PodSpecification is what a task is to run; sent once, after the task has its address. The same may be
// sent again, another is refused.
type PodSpecification struct {
	// Containers are in the order of the pod's spec, init containers first.
	Containers []ContainerSpecification `json:"containers"`
	// Volumes lie in the task's volumes before the first container starts.
	Volumes []Volume `json:"volumes"`
	// TerminationGracePeriodSeconds is the pod's own: what sidecars have when it ends by itself. A stop brings
	// its own.
	TerminationGracePeriodSeconds int `json:"terminationGracePeriodSeconds"`
	// Network absent: as ECS has it.
	Network *Network `json:"network,omitempty"`
}

// Kind says when a container runs.
type Kind string

// Kinds of containers.
const (
	// Init containers run one after the other, before all others.
	Init Kind = "init"
	// Sidecar containers start in the order of init containers and stop after all others, in reverse.
	Sidecar Kind = "sidecar"
	Main    Kind = "main"
)

// Restart says whether a container is started again when it has ended.
type Restart string

// Policies of restart.
const (
	Always    Restart = "always"
	OnFailure Restart = "onFailure"
	Never     Restart = "never"
)

// Operator says which codes are meant.
type Operator string

// Operators on exit codes.
const (
	In    Operator = "in"
	NotIn Operator = "notIn"
)

// ExitRule is of ends with some exit codes, those listed or all others: the container is started again.
type ExitRule struct {
	Operator Operator `json:"operator"`
	Values   []int    `json:"values"`
	// All says that all containers of the pod are ended and the pod begins anew, init containers too.
	All bool `json:"all"`
}

// Matches says whether it is of ends with this code.
func (r ExitRule) Matches(code int) bool {
	return slices.Contains(r.Values, code) == (r.Operator == In)
}

// ContainerSpecification is one container of the pod, as a container runtime is told of it.
type ContainerSpecification struct {
	Name    string  `json:"name"`
	Kind    Kind    `json:"kind"`
	Restart Restart `json:"restart"`
	// RestartOn has ends after which it is started again, whatever Restart says; the first that matches counts. An init
	// container that succeeded is started again only with all others.
	RestartOn []ExitRule `json:"restartOn,omitempty"`
	// FirstProcess says that its supervisor becomes the program, which then is PID 1: nobody is left in it to end it,
	// to run anything beside it or to start it again. When it is to run again, the pod ends instead.
	FirstProcess bool `json:"firstProcess"`
	// Command is the whole argument vector; its first element is looked up in the PATH of Env.
	Command []string      `json:"command"`
	Env     []EnvVariable `json:"env,omitempty"`
	// WorkingDir is absolute; empty: the image's, or /.
	WorkingDir string `json:"workingDir,omitempty"`
	// UID stands for the whole of User when it is there, as a runtime does with runAsUser.
	UID *uint32 `json:"uid,omitempty"`
	// GID absent: what User says, or the user's of /etc/passwd, or 0.
	GID *uint32 `json:"gid,omitempty"`
	// User is the image's USER (uid|name[:gid|group]), looked up in the container's /etc/passwd and
	// /etc/group; empty: root.
	User string `json:"user,omitempty"`
	// Groups are supplementary, besides those that /etc/group gives the user unless StrictGroups.
	Groups       []uint32 `json:"groups,omitempty"`
	StrictGroups bool     `json:"strictGroups"`
	RunAsNonRoot bool     `json:"runAsNonRoot"`
	// Capabilities are those that stay in the bounding set ("NET_RAW"); absent: all that the task has.
	Capabilities    *[]string `json:"capabilities,omitempty"`
	NoNewPrivileges bool      `json:"noNewPrivileges"`
	// StopSignal is a number; 0: SIGTERM.
	StopSignal int `json:"stopSignal,omitempty"`
	// TerminationMessagePath is absolute; empty: there is no such file.
	TerminationMessagePath string `json:"terminationMessagePath,omitempty"`
	// FallbackToLogsOnError takes the end of the output for the termination message of a run that failed without
	// one.
	FallbackToLogsOnError bool `json:"fallbackToLogsOnError"`
	// Console absent: there is no input, and the output is pipes.
	Console *Console `json:"console,omitempty"`
	// PostStart follows a start: until it is done, the container is not up; when it fails, the container is ended.
	PostStart *Hook `json:"postStart,omitempty"`
	// PreStop comes before the stop signal, within the grace.
	PreStop *Hook `json:"preStop,omitempty"`
	// StartupProbe gates the others: until it has succeeded, they are not made.
	StartupProbe   *Probe `json:"startupProbe,omitempty"`
	LivenessProbe  *Probe `json:"livenessProbe,omitempty"`
	ReadinessProbe *Probe `json:"readinessProbe,omitempty"`
}

// Console is what a container has for who attaches to it.
type Console struct {
	// Stdin keeps the input open; without it, it is at its end from the beginning.
	Stdin bool `json:"stdin"`
	// StdinOnce ends the input with the first who had it.
	StdinOnce bool `json:"stdinOnce"`
	// TTY is a terminal for input and output.
	TTY bool `json:"tty"`
}

// EnvVariable is one variable of the environment; may be a secret.
type EnvVariable struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Volume is what the agent lays into a volume of the task.
type Volume struct {
	Name string `json:"name"`
	// Scratch is an emptyDir: made writable for all, then left to the containers; it has no files.
	Scratch bool   `json:"scratch"`
	Files   []File `json:"files,omitempty"`
	// Group owns volume and files (fsGroup), with the directory's set-group-id bit; absent: 0.
	Group *uint32 `json:"group,omitempty"`
	// Places are where files of it lie in containers' roots, put there with each start: they do not follow.
	Places []Place `json:"places,omitempty"`
}

// Place is a mount of one file (subPath).
type Place struct {
	Container string `json:"container"`
	// Path is the file's within the volume.
	Path string `json:"path"`
	// Target is absolute.
	Target string `json:"target"`
}

// File may be a secret.
type File struct {
	// Path within the volume; neither absolute nor with "..".
	Path string `json:"path"`
	Data []byte `json:"data,omitempty"`
	// Mode holds permission bits, 0 to 0777.
	Mode uint32 `json:"mode"`
	// UID owns it; absent: 0.
	UID *uint32 `json:"uid,omitempty"`
}
