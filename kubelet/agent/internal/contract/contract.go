// Package contract is what node and agent say to each other: JSON over HTTP/2, each path below /v1.
// A field that the agent does not know is refused, never ignored: the node asks for Version first.
package contract

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Version of the contract. The node serves agents one version older than itself.
const Version = 1

// Paths of the calls.
const (
	ProvePath  = "/v1/prove"
	RunPath    = "/v1/run"
	StatusPath = "/v1/status"
	StopPath   = "/v1/stop"
)

// MaxRequest is the most bytes of a request's body.
const MaxRequest = 1 << 20

// MaxWait is the longest that a call for the status is held.
const MaxWait = 10 * time.Minute

// Proof carries a presigned sts:GetCallerIdentity: the query of its URL, nothing else. Host and headers
// are the verifier's own.
type Proof struct {
	Version int    `json:"version"`
	Query   string `json:"query"`
}

// Spec is what a task runs. The same Spec may be sent again, another is refused.
type Spec struct {
	Containers []Container `json:"containers"`
}

// Container is one process of the pod, as a container runtime is told of it.
type Container struct {
	Name string `json:"name"`
	// Command is the whole argument vector; its first element is looked up in the PATH of Env.
	Command    []string `json:"command"`
	Env        []Env    `json:"env,omitempty"`
	WorkingDir string   `json:"workingDir,omitempty"`
	UID        uint32   `json:"uid"`
	GID        uint32   `json:"gid"`
	Groups     []uint32 `json:"groups,omitempty"`
	// Capabilities are those that stay in the bounding set ("NET_RAW"); absent: all that the task has.
	Capabilities    *[]string `json:"capabilities,omitempty"`
	NoNewPrivileges bool      `json:"noNewPrivileges,omitempty"`
}

// Env is one variable of the environment.
type Env struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Stop asks for the end: TERM now, KILL when the grace has passed. Asked again, the earlier end holds.
type Stop struct {
	GraceSeconds int `json:"graceSeconds"`
}

// State of a container.
type State string

// States, as Kubernetes names them.
const (
	Waiting    State = "waiting"
	Running    State = "running"
	Terminated State = "terminated"
)

// Status is all that the agent knows. Version grows with every change.
type Status struct {
	Version    uint64            `json:"version"`
	Containers []ContainerStatus `json:"containers"`
}

// ContainerStatus is the state of one container.
type ContainerStatus struct {
	Name       string     `json:"name"`
	State      State      `json:"state"`
	StartedAt  *time.Time `json:"startedAt,omitempty"`
	FinishedAt *time.Time `json:"finishedAt,omitempty"`
	Exit       *Exit      `json:"exit,omitempty"`
}

// Exit says how a container ended. Code is 128 + Signal when a signal ended it.
type Exit struct {
	Code   int `json:"code"`
	Signal int `json:"signal,omitempty"`
	// Error says why the container could not be started; Code is then 128, as containerd has it.
	Error string `json:"error,omitempty"`
}

// Validate refuses a Spec that cannot be run in a task of these containers. No message bears a value of
// the environment or an argument.
func (s Spec) Validate(names []string) error {
	left := make(map[string]bool, len(names))
	for _, name := range names {
		left[name] = true
	}
	for _, container := range s.Containers {
		if !left[container.Name] {
			return fmt.Errorf("container %q is not of this task, or there twice", container.Name)
		}
		delete(left, container.Name)
		if err := container.validate(); err != nil {
			return fmt.Errorf("container %q: %w", container.Name, err)
		}
	}
	for name := range left {
		return fmt.Errorf("container %q is missing", name)
	}
	return nil
}

func (c Container) validate() error {
	if len(c.Command) == 0 || c.Command[0] == "" {
		return errors.New("no command")
	}
	for _, argument := range c.Command {
		if strings.ContainsRune(argument, 0) {
			return errors.New("an argument with a zero byte")
		}
	}
	for _, env := range c.Env {
		if env.Name == "" || strings.ContainsAny(env.Name, "=\x00") || strings.ContainsRune(env.Value, 0) {
			return fmt.Errorf("environment variable %q cannot be set", env.Name)
		}
	}
	if c.WorkingDir != "" && !strings.HasPrefix(c.WorkingDir, "/") || strings.ContainsRune(c.WorkingDir, 0) {
		return errors.New("the working directory is not an absolute path")
	}
	return nil
}
