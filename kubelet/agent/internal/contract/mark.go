package contract

import "fmt"

// The runs of a container follow each other in one log. So that each can be read alone, its supervisor writes lines
// of its own there, between them: nobody else writes then. What a run wrote without an end of line is ended by them.

// Streams of a log.
const (
	Stdout = "stdout"
	Stderr = "stderr"
)

// EndMark is the line behind a run, once in each of its streams. Runs of a task are counted from 0, as
// ContainerReport.Restarts counts them.
func EndMark(run int, stream string) string {
	return fmt.Sprintf("fnk: end of run %d (%s)", run, stream)
}

// StartMark is the line before a run other than the first, which has none.
func StartMark(run int) string { return fmt.Sprintf("fnk: start of run %d", run) }
