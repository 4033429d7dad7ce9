package figures

import (
	"strings"
	"time"

	"fnk.dev/agent/internal/contract"
)

// unlimited is near what the kernel says of a cgroup without a limit.
const unlimited = 1 << 62

// engineStatistics are what an engine says of a container (ContainerStats of Docker's API), of cgroups of either version.
type engineStatistics struct {
	Read     time.Time `json:"read"`
	CPUStats *struct {
		Usage struct {
			Total  uint64 `json:"total_usage"`
			Kernel uint64 `json:"usage_in_kernelmode"`
			User   uint64 `json:"usage_in_usermode"`
		} `json:"cpu_usage"`
		Throttling struct {
			Periods          uint64 `json:"periods"`
			ThrottledPeriods uint64 `json:"throttled_periods"`
			ThrottledTime    uint64 `json:"throttled_time"`
		} `json:"throttling_data"`
	} `json:"cpu_stats"`
	MemoryStats *engineMemory `json:"memory_stats"`
	BlkioStats  *struct {
		Bytes []struct {
			Op    string `json:"op"`
			Value uint64 `json:"value"`
		} `json:"io_service_bytes_recursive"`
	} `json:"blkio_stats"`
	PidsStats *struct {
		Current *uint64 `json:"current"`
	} `json:"pids_stats"`
}

type engineMemory struct {
	Usage *uint64           `json:"usage"`
	Limit uint64            `json:"limit"`
	Stats map[string]uint64 `json:"stats"`
}

// first of these names that is there.
func (m *engineMemory) first(names ...string) *uint64 {
	for _, name := range names {
		if value, known := m.Stats[name]; known {
			return &value
		}
	}
	return nil
}

func (e *engineStatistics) of(container container) contract.ContainerStatistics {
	of := contract.ContainerStatistics{Name: container.Name, At: e.Read.UTC(), Since: container.StartedAt}
	// A running container has used some time: 0 is what engines say of what they could not read.
	if e.CPUStats != nil && e.CPUStats.Usage.Total > 0 {
		usage, throttling := e.CPUStats.Usage, e.CPUStats.Throttling
		of.CPU = &contract.CPUStatistics{
			UsageNanoseconds: usage.Total, UserNanoseconds: usage.User, SystemNanoseconds: usage.Kernel,
			Periods: throttling.Periods, ThrottledPeriods: throttling.ThrottledPeriods, ThrottledNanoseconds: throttling.ThrottledTime,
		}
	}
	of.Memory = e.memory()
	if e.BlkioStats != nil && len(e.BlkioStats.Bytes) > 0 {
		of.Disk = &contract.DiskStatistics{}
		for _, device := range e.BlkioStats.Bytes {
			switch strings.ToLower(device.Op) {
			case "read":
				of.Disk.Read += device.Value
			case "write":
				of.Disk.Written += device.Value
			}
		}
	}
	if e.PidsStats != nil {
		of.Tasks = e.PidsStats.Current
	}
	return of
}

// memory is counted as cAdvisor does (container/libcontainer): the names of version 1 are those with children.
func (e *engineStatistics) memory() *contract.MemoryStatistics {
	stats := e.MemoryStats
	if stats == nil || stats.Usage == nil || *stats.Usage == 0 {
		return nil
	}
	memory := &contract.MemoryStatistics{Usage: *stats.Usage, WorkingSet: *stats.Usage}
	if inactive := stats.first("total_inactive_file", "inactive_file"); inactive != nil {
		memory.WorkingSet -= min(*inactive, memory.WorkingSet)
	}
	memory.RSS = stats.first("total_rss", "anon")
	memory.Cache = stats.first("total_cache", "file")
	memory.MappedFile = stats.first("total_mapped_file", "file_mapped")
	memory.PageFaults = stats.first("total_pgfault", "pgfault")
	memory.MajorFaults = stats.first("total_pgmajfault", "pgmajfault")
	if stats.Limit > 0 && stats.Limit < unlimited {
		memory.Limit = &stats.Limit
	}
	return memory
}
