// Package naming lays what a pod says of names into a container's /etc/hostname, /etc/hosts and
// /etc/resolv.conf. The engine makes these files, one set a container or, as the local lab's, one a task: what
// is written is the same for all containers of a pod, and writing it again changes nothing.
package naming

import (
	"fmt"
	"strings"

	"fnk.dev/agent/internal/contract"
)

// What is between these lines of /etc/hosts is the pod's, the rest the engine's or the app's.
const (
	beginOfPod = "# Begin of the pod's entries."
	endOfPod   = "# End of the pod's entries."
)

// hosts puts the pod's entries into a file, in place of those that are there; at its end if there are none.
func hosts(before string, network contract.Network) string {
	var block strings.Builder
	block.WriteString(beginOfPod + "\n")
	for _, entry := range network.Hosts {
		block.WriteString(line(entry))
	}
	if len(network.Aliases) > 0 {
		block.WriteString("\n# Entries added by HostAliases.\n") // as the kubelet has it
		for _, entry := range network.Aliases {
			block.WriteString(line(entry))
		}
	}
	block.WriteString(endOfPod + "\n")
	from := strings.Index(before, beginOfPod+"\n")
	length := -1
	if from >= 0 {
		length = strings.Index(before[from:], endOfPod+"\n")
	}
	if length < 0 {
		if before != "" && !strings.HasSuffix(before, "\n") {
			before += "\n"
		}
		return before + block.String()
	}
	return before[:from] + block.String() + before[from+length+len(endOfPod)+1:]
}

func line(entry contract.HostEntry) string {
	return fmt.Sprintf("%s\t%s\n", entry.Address, strings.Join(entry.Names, "\t"))
}
