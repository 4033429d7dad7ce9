// Package control is what the agent and the supervisors of its task say to each other: JSON values over a
// unix socket in the task's volume. Only root opens the socket, each supervisor connects once, and it is
// gone before any container is started, so that not even a container that runs as root finds it.
package control

import (
	"encoding/json"
	"net"
	"sync"
	"time"

	"fnk.dev/agent/internal/contract"
)

// Order is what the agent tells a supervisor: one field is set, but for what comes with Start.
type Order struct {
	// Start makes the container's process, again and again; one at a time.
	Start *contract.ContainerSpecification `json:"start,omitempty"`
	// Network is the pod's, laid before the start that it comes with.
	Network *contract.Network `json:"network,omitempty"`
	// Files are put in place before the start that they come with.
	Files []File `json:"files,omitempty"`
	// Unready says why the start that it comes with is not to be tried.
	Unready string `json:"unready,omitempty"`
	// Exec runs another command beside the container's process.
	Exec *Exec `json:"exec,omitempty"`
	// Stream runs another command beside it, whose input and output the agent gets.
	Stream *Stream `json:"stream,omitempty"`
	// Attach is for the streams of the container's process.
	Attach *Attach `json:"attach,omitempty"`
	// HangUp is the ID of a Stream that nobody listens to any more, all of whose session is ended, or of an Attach.
	HangUp uint64 `json:"hangUp,omitempty"`
	// InputEnded is the ID of an Attach whose client sends no more.
	InputEnded uint64 `json:"inputEnded,omitempty"`
	// Signal goes to the container's process.
	Signal int `json:"signal,omitempty"`
	// End lets the supervisor exit as its container's last run did.
	End bool `json:"end,omitempty"`
}

// File is one of a volume that lies in the container's root; may be a secret.
type File struct {
	// Target is its absolute path.
	Target string `json:"target"`
	Data   []byte `json:"data,omitempty"`
	Mode   uint32 `json:"mode"`
	UID    uint32 `json:"uid"`
	GID    uint32 `json:"gid"`
}

// Exec is a command in a container, as its user and with its environment.
type Exec struct {
	ID      uint64   `json:"id"`
	Command []string `json:"command"`
	// Within is when it is killed; 0: never.
	Within time.Duration `json:"within,omitempty"`
	// Most is how much of its output is wanted, in bytes; 0: nobody keeps it.
	Most int `json:"most,omitempty"`
}

// Executed is how it ended.
type Executed struct {
	ID uint64 `json:"id"`
	// Code is 128 + the signal that ended it; NotStarted when nothing ran.
	Code int `json:"code"`
	// Failure is why nothing ran.
	Failure  string `json:"failure,omitempty"`
	TimedOut bool   `json:"timedOut,omitempty"`
	// Output is the beginning of what it wrote to both of its streams.
	Output []byte `json:"output,omitempty"`
}

// Report is what a supervisor tells the agent: one field is set.
type Report struct {
	// Hello names the container; it comes first.
	Hello string `json:"hello,omitempty"`
	// Started is since when the process runs.
	Started *time.Time `json:"started,omitempty"`
	// Becoming comes before the supervisor becomes the program: the connection ends with that, or Exited says why not.
	Becoming *Becoming `json:"becoming,omitempty"`
	// Exited is how it ended, or why it could not be started.
	Exited *contract.Run `json:"exited,omitempty"`
	// Executed says how a command ended.
	Executed *Executed `json:"executed,omitempty"`
	// Streamed says that a Stream has begun or ended.
	Streamed *Streamed `json:"streamed,omitempty"`
	// Stopped says that the task's engine has told this container to stop.
	Stopped bool `json:"stopped,omitempty"`
	// Note is what a person should know of the supervisor's own work.
	Note string `json:"note,omitempty"`
}

// Conn sends values of one type and receives those of another.
type Conn[S, R any] struct {
	conn    *net.UnixConn
	files   *descriptors
	decoder *json.Decoder
	sending sync.Mutex
}

// NewConn speaks over conn.
func NewConn[S, R any](conn *net.UnixConn) *Conn[S, R] {
	files := &descriptors{conn: conn}
	return &Conn[S, R]{conn: conn, files: files, decoder: json.NewDecoder(files)}
}

// Send writes a value; callers may be many.
func (c *Conn[S, R]) Send(value S) error {
	c.sending.Lock()
	defer c.sending.Unlock()
	return json.NewEncoder(c.conn).Encode(value)
}

// Receive reads the next value; one caller.
func (c *Conn[S, R]) Receive() (R, error) {
	var value R
	err := c.decoder.Decode(&value)
	return value, err
}

// Close ends both directions.
func (c *Conn[S, R]) Close() error { return c.conn.Close() }
