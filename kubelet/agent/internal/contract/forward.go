package contract

// The call at ForwardPath is a stream of frames as that at ExecPath, of one connection to a port of the pod. The
// node's first frame is a ForwardRequest in ChannelRequest; ChannelStdin is what goes to the port, ChannelStdout what
// comes from it, and an empty frame says that no more does. The agent's last frame is a ForwardResult in
// ChannelResult. What the node does not want any more it resets: the connection is closed then. Status 403 says that
// the port is the agent's own, 429 that too many are under way.

// ForwardRequest is a port at the pod's loopback, 1 to 65535.
type ForwardRequest struct {
	Port uint16 `json:"port"`
}

// ForwardResult is how it ended.
type ForwardResult struct {
	// Failure is why there was no connection; empty: there was one, and it is over.
	Failure string `json:"failure,omitempty"`
	// Broken says that the connection did not end as both sides meant it to.
	Broken bool `json:"broken"`
}
