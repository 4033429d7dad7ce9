package contract

import "time"

// Statistics are a task's figures. What is not known is absent, never zero.
type Statistics struct {
	// At is when the agent read them.
	At time.Time `json:"at"`
	// Containers are those of the task that the engine has figures of, the agent's own among them.
	Containers []ContainerStatistics `json:"containers"`
	// Interfaces are those of the task's network, without its loopback.
	Interfaces []InterfaceStatistics `json:"interfaces"`
	// EphemeralStorage is the task's.
	EphemeralStorage *EphemeralStorage `json:"ephemeralStorage,omitempty"`
	// Probes are how often each has ended how, since the agent began.
	Probes []ProbeCount `json:"probes"`
	// Volumes are those that the agent has laid, as measured lately; one that holds too much to be counted is absent.
	Volumes []VolumeStatistics `json:"volumes"`
}

// ContainerStatistics are of one container, all its runs and its supervisor.
type ContainerStatistics struct {
	Name string `json:"name"`
	// At is when the engine read them; Since, from when on it counts.
	At     time.Time         `json:"at"`
	Since  *time.Time        `json:"since,omitempty"`
	CPU    *CPUStatistics    `json:"cpu,omitempty"`
	Memory *MemoryStatistics `json:"memory,omitempty"`
	Disk   *DiskStatistics   `json:"disk,omitempty"`
	// Tasks are its processes and threads.
	Tasks *uint64 `json:"tasks,omitempty"`
}

// CPUStatistics are counters.
type CPUStatistics struct {
	UsageNanoseconds  uint64 `json:"usageNanoseconds"`
	UserNanoseconds   uint64 `json:"userNanoseconds"`
	SystemNanoseconds uint64 `json:"systemNanoseconds"`
	// Periods of the scheduler's quota, those of them in which it was held back, and for how long.
	Periods              uint64 `json:"periods"`
	ThrottledPeriods     uint64 `json:"throttledPeriods"`
	ThrottledNanoseconds uint64 `json:"throttledNanoseconds"`
}

// MemoryStatistics are in bytes, the faults counters.
type MemoryStatistics struct {
	Usage uint64 `json:"usage"`
	// WorkingSet is the usage without the files' pages that nobody has used lately, as the kubelet has it.
	WorkingSet  uint64  `json:"workingSet"`
	RSS         *uint64 `json:"rss,omitempty"`
	Cache       *uint64 `json:"cache,omitempty"`
	MappedFile  *uint64 `json:"mappedFile,omitempty"`
	Limit       *uint64 `json:"limit,omitempty"`
	PageFaults  *uint64 `json:"pageFaults,omitempty"`
	MajorFaults *uint64 `json:"majorFaults,omitempty"`
}

// DiskStatistics are counters of bytes.
type DiskStatistics struct {
	Read    uint64 `json:"read"`
	Written uint64 `json:"written"`
}

// InterfaceStatistics are counters of one network interface.
type InterfaceStatistics struct {
	Name string `json:"name"`
	// Default says that it leads out of the VPC.
	Default bool `json:"default"`

	ReceivedBytes      uint64 `json:"receivedBytes"`
	ReceivedPackets    uint64 `json:"receivedPackets"`
	ReceiveErrors      uint64 `json:"receiveErrors"`
	ReceiveDropped     uint64 `json:"receiveDropped"`
	TransmittedBytes   uint64 `json:"transmittedBytes"`
	TransmittedPackets uint64 `json:"transmittedPackets"`
	TransmitErrors     uint64 `json:"transmitErrors"`
	TransmitDropped    uint64 `json:"transmitDropped"`
}

// EphemeralStorage is in bytes.
type EphemeralStorage struct {
	Used     uint64 `json:"used"`
	Capacity uint64 `json:"capacity"`
}

// VolumeStatistics are in bytes and inodes: what the volume takes, and of the file system that it shares with others.
type VolumeStatistics struct {
	Name       string    `json:"name"`
	At         time.Time `json:"at"`
	Used       uint64    `json:"used"`
	InodesUsed uint64    `json:"inodesUsed"`
	Capacity   uint64    `json:"capacity"`
	Available  uint64    `json:"available"`
	Inodes     uint64    `json:"inodes"`
	InodesFree uint64    `json:"inodesFree"`
}

// ProbeCount is how often a probe of a container has ended in a result.
type ProbeCount struct {
	Container string `json:"container"`
	// Kind is Startup, Liveness or Readiness.
	Kind string `json:"kind"`
	// Result is successful, failed, or unknown.
	Result string `json:"result"`
	Count  uint64 `json:"count"`
}

// Results of probes, as the kubelet counts them.
const (
	Successful = "successful"
	Failed     = "failed"
	Unknown    = "unknown"
)
