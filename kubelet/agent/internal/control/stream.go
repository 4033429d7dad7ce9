package control

import "fnk.dev/agent/internal/contract"

// Stream is a command in a container whose streams the agent gets: with the report of its beginning come the other
// ends of those that are asked for, in the order stdin, stdout, stderr, or a terminal's one.
type Stream struct {
	ID      uint64                 `json:"id"`
	Command []string               `json:"command"`
	Stdin   bool                   `json:"stdin"`
	Stdout  bool                   `json:"stdout"`
	Stderr  bool                   `json:"stderr"`
	TTY     bool                   `json:"tty"`
	Size    *contract.TerminalSize `json:"size,omitempty"`
}

// Streamed tells of a Stream: that it began, with its files, or that it ended.
type Streamed struct {
	ID uint64 `json:"id"`
	// Files come along with this report.
	Files int `json:"files,omitempty"`
	// Result is set when it has ended, or could not be started.
	Result *contract.ExecResult `json:"result,omitempty"`
}
