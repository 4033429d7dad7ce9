package contract

// The calls at ExecPath and AttachPath are a stream of frames in both directions at once, within the body of request and answer: one
// octet of channel, four of length (big endian), that many of content. The node's first frame is an ExecRequest or an
// AttachRequest; the agent's last is an ExecResult. What the node does not want any more it resets: all of the command's
// session is ended then; what was attached to goes on. Status 404 and 409 say why nothing was begun, 429 that too many are under way.

// Channels of a stream; numbers as Kubernetes has them in its WebSocket protocols.
const (
	// ChannelStdin is the node's; an empty frame closes it.
	ChannelStdin byte = 0
	// ChannelStdout and ChannelStderr are the agent's; a terminal has the former only.
	ChannelStdout byte = 1
	ChannelStderr byte = 2
	// ChannelResult has one ExecResult, the agent's last word.
	ChannelResult byte = 3
	// ChannelResize has a TerminalSize in each frame.
	ChannelResize byte = 4
	// ChannelRequest has one ExecRequest or AttachRequest, the node's first word.
	ChannelRequest byte = 5
)

// MaxFrame is the longest content of a frame; a request's may have MaxExec.
const (
	MaxFrame = 64 << 10
	MaxExec  = 1 << 20
)

// ExecRequest is a command in a running container, as the container's user and with its environment.
type ExecRequest struct {
	Container string   `json:"container"`
	Command   []string `json:"command"`
	Stdin     bool     `json:"stdin"`
	Stdout    bool     `json:"stdout"`
	Stderr    bool     `json:"stderr"`
	TTY       bool     `json:"tty"`
	// Size of the terminal as it begins; absent: not known yet.
	Size *TerminalSize `json:"size,omitempty"`
}

// AttachRequest is for the streams of a container's own program, as long as its present run lasts: what it writes from
// now on, and its input, where it has one. An attachment that ends has code 0.
type AttachRequest struct {
	Container string `json:"container"`
	Stdin     bool   `json:"stdin"`
	Stdout    bool   `json:"stdout"`
	// Stderr says nothing of a program with a terminal, which has one output.
	Stderr bool `json:"stderr"`
}

// TerminalSize is in characters; named as Kubernetes' resize messages.
type TerminalSize struct {
	Width  uint16 `json:"Width"`
	Height uint16 `json:"Height"`
}

// ExecResult is how a command ended.
type ExecResult struct {
	// Code is 128 + the signal that ended it; 126 or 127 when it could not be started.
	Code int `json:"code"`
	// Failure is why it was not started, or its end not seen.
	Failure string `json:"failure,omitempty"`
	// Lost says that its end was not seen: Code says nothing.
	Lost bool `json:"lost"`
}
