package control

import "fnk.dev/agent/internal/contract"

// Stream is a command in a container whose streams the agent gets: with the report of its beginning come the other
// ends of those that are asked for.
type Stream struct {
	ID      uint64                 `json:"id"`
	Command []string               `json:"command"`
	Stdin   bool                   `json:"stdin"`
	Stdout  bool                   `json:"stdout"`
	Stderr  bool                   `json:"stderr"`
	TTY     bool                   `json:"tty"`
	Size    *contract.TerminalSize `json:"size,omitempty"`
}

// Attach asks for the streams of the container's process as it runs now: the report comes with them as a Stream's does.
type Attach struct {
	ID     uint64 `json:"id"`
	Stdin  bool   `json:"stdin"`
	Stdout bool   `json:"stdout"`
	Stderr bool   `json:"stderr"`
}

// Streamed tells of a Stream or an Attach: that it began, with its files, or that it ended.
type Streamed struct {
	ID uint64 `json:"id"`
	// Channels are those of the files that come along with this report, in their order, by the contract's numbers.
	Channels []int `json:"channels,omitempty"`
	// Terminal says that the file of the input is one.
	Terminal bool `json:"terminal,omitempty"`
	// Result is set when it has ended, or could not be started.
	Result *contract.ExecResult `json:"result,omitempty"`
}
