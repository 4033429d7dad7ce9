package contract

import "time"

// State of a container.
type State string

// States, as Kubernetes names them.
const (
	Waiting    State = "waiting"
	Running    State = "running"
	Terminated State = "terminated"
)

// AgentStatus is all that the agent knows of its pod.
type AgentStatus struct {
	// Version grows with every change.
	Version uint64 `json:"version"`
	// Told says whether the agent has the PodSpecification.
	Told bool `json:"told"`
	// Stopping says whether the pod was told to stop.
	Stopping bool `json:"stopping"`
	// Ended says that no container will run again; the task ends then.
	Ended bool `json:"ended"`
	// Restarting says that all containers are being ended for the pod to begin anew in this task.
	Restarting bool              `json:"restarting"`
	Containers []ContainerReport `json:"containers"`
	// Events are the latest, MaxEvents at most, in their order.
	Events []Event `json:"events"`
}

// MaxEvents is how many events the agent keeps for a node that is away.
const MaxEvents = 32

// Event is of a container, as a kubelet tells of it; never bears what a program has said.
type Event struct {
	// Sequence grows by one with each event of a task, from 1.
	Sequence  uint64    `json:"sequence"`
	At        time.Time `json:"at"`
	Container string    `json:"container"`
	Warning   bool      `json:"warning"`
	Reason    string    `json:"reason"`
	Message   string    `json:"message"`
}

// Reasons of events, as the kubelet has them.
const (
	Killing               = "Killing"
	FailedPostStartHook   = "FailedPostStartHook"
	FailedPreStopHook     = "FailedPreStopHook"
	LifecycleHTTPFallback = "LifecycleHTTPFallback"
	Unhealthy             = "Unhealthy"
	ProbeWarning          = "ProbeWarning"
)

// ContainerReport is the state of one container.
type ContainerReport struct {
	Name  string `json:"name"`
	State State  `json:"state"`
	// Reason why it waits, as Kubernetes has it.
	Reason  string `json:"reason,omitempty"`
	Message string `json:"message,omitempty"`
	// Started says that it runs and its startup probe, if there is one, has succeeded; Ready, that its readiness
	// probe has, too.
	Started bool `json:"started"`
	Ready   bool `json:"ready"`
	// Restarts is how often it was started again in this task.
	Restarts int `json:"restarts"`
	// StartedAt is of the present or last run.
	StartedAt *time.Time `json:"startedAt,omitempty"`
	// Run is how the present run ended, when terminated.
	Run *Run `json:"run,omitempty"`
	// Last is the run before the present one; while it waits for another start, the latest.
	Last *Run `json:"last,omitempty"`
}

// Reasons that a container waits for.
const (
	PodInitializing   = "PodInitializing"
	ContainerCreating = "ContainerCreating"
	CrashLoopBackOff  = "CrashLoopBackOff"
)

// Reasons of the end of a run.
const (
	Completed   = "Completed"
	Error       = "Error"
	OOMKilled   = "OOMKilled"
	StartError  = "StartError"
	ConfigError = "CreateContainerConfigError"
	// RestartingAllContainers is of all runs before the pod began anew, however they ended.
	RestartingAllContainers = "RestartingAllContainers"
)

// NotStarted is the code of what could not be started, as containerd has it.
const NotStarted = 128

// Run is one that has ended.
type Run struct {
	// StartedAt is absent when it could not be started.
	StartedAt  *time.Time `json:"startedAt,omitempty"`
	FinishedAt time.Time  `json:"finishedAt"`
	// Code is 128 + Signal when a signal ended it, NotStarted when it could not be started.
	Code   int    `json:"code"`
	Signal int    `json:"signal"`
	Reason string `json:"reason"`
	// Message is the termination message, at most 4,096 bytes, or why it could not be started.
	Message string `json:"message,omitempty"`
}
