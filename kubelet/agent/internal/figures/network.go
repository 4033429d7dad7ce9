package figures

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"fnk.dev/agent/internal/contract"
)

const loopback = "lo"

// interfaces reads /proc/net/dev, whose columns are the kernel's: eight of what was received, eight of what was sent.
// All containers of a task share its interfaces.
func interfaces(proc string) []contract.InterfaceStatistics {
	found := []contract.InterfaceStatistics{}
	text, err := os.ReadFile(filepath.Join(proc, "net/dev"))
	if err != nil {
		return found
	}
	leadsOut := defaultInterface(proc)
	for line := range strings.Lines(string(text)) {
		name, rest, is := strings.Cut(line, ":")
		name = strings.TrimSpace(name)
		fields := strings.Fields(rest)
		if !is || name == loopback || len(fields) < 12 {
			continue
		}
		var numbers [12]uint64
		for index := range numbers {
			numbers[index], _ = strconv.ParseUint(fields[index], 10, 64)
		}
		found = append(found, contract.InterfaceStatistics{
			Name: name, Default: name == leadsOut,
			ReceivedBytes: numbers[0], ReceivedPackets: numbers[1], ReceiveErrors: numbers[2], ReceiveDropped: numbers[3],
			TransmittedBytes: numbers[8], TransmittedPackets: numbers[9], TransmitErrors: numbers[10], TransmitDropped: numbers[11],
		})
	}
	return found
}

// defaultInterface is that of the first route to everywhere in /proc/net/route; empty: there is none.
func defaultInterface(proc string) string {
	text, err := os.ReadFile(filepath.Join(proc, "net/route"))
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) > 7 && fields[1] == "00000000" && fields[7] == "00000000" {
			return fields[0]
		}
	}
	return ""
}
