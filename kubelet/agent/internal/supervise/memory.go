package supervise

import (
	"os"
	"strconv"
	"strings"
)

// counters say how often the kernel killed for want of memory in this container: cgroup v2, v1.
var counters = []string{"/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control"}

// oomKills reads the first counter that is there; 0 without any.
func oomKills(files []string) uint64 {
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(content)) {
			if field := strings.Fields(line); len(field) == 2 && field[0] == "oom_kill" {
				kills, _ := strconv.ParseUint(field[1], 10, 64)
				return kills
			}
		}
	}
	return 0
}
