// Package contract is what node and agent say to each other: JSON over HTTP/2, each path below /v1.
// A field that the agent does not know is refused, never ignored: the node asks for Version first.
package contract

import "time"

// Version of the contract. The node serves agents one version older than itself.
const Version = 1

// Paths of the calls.
const (
	ProvePath   = "/v1/prove"
	RunPath     = "/v1/run"
	StatusPath  = "/v1/status"
	StopPath    = "/v1/stop"
	VolumesPath = "/v1/volumes"
	ExecPath    = "/v1/exec"
	AttachPath  = "/v1/attach"
	ForwardPath = "/v1/portforward"
	// StatisticsPath is read by GET.
	StatisticsPath = "/v1/statistics"
)

// MaxRequest is the most bytes of the body of a request that bears a pod or its volumes.
const MaxRequest = 4 << 20

// MaxSmall is the most bytes of any other.
const MaxSmall = 16 << 10

// MaxWait is the longest that a call for the status is held.
const MaxWait = 10 * time.Minute

// MaxGrace keeps a time from overflowing; Kubernetes has no limit of its own.
const MaxGrace = 365 * 24 * time.Hour

// Proof carries a presigned sts:GetCallerIdentity: the query of its URL, nothing else. Host and headers
// are the verifier's own.
type Proof struct {
	Version int    `json:"version"`
	Query   string `json:"query"`
}

// Stop asks for the end: TERM now, KILL when the grace has passed. Asked again, the earlier end holds.
type Stop struct {
	GraceSeconds int `json:"graceSeconds"`
}

// VolumesUpdate replaces the files of the volumes that it names; the others stay.
type VolumesUpdate struct {
	Volumes []Volume `json:"volumes"`
}
