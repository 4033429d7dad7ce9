// Package figures reads what the containers of a task use. The agent sees no other container's cgroup: the engine
// tells, by the task metadata endpoint, version 4
// (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4-fargate.html).
package figures

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"fnk.dev/agent/internal/contract"
)

const (
	variable = "ECS_CONTAINER_METADATA_URI_V4"
	// within is for both of its answers together; an engine reads twice, a second apart.
	within = 6 * time.Second
	// maxAnswer is beyond what ten containers need.
	maxAnswer = 1 << 20
)

// Reader reads the figures of one task.
type Reader struct {
	// Endpoint is the container's metadata URI; empty: there is none, and nothing is known of containers.
	Endpoint string
	// Proc is where the kernel tells of the network.
	Proc   string
	client *http.Client
}

// Of finds the endpoint in the environment.
func Of(getenv func(string) string) *Reader { return New(getenv(variable), "/proc") }

// New reads from this endpoint and this /proc.
func New(endpoint, proc string) *Reader {
	// Link-local: never through a proxy.
	return &Reader{Endpoint: strings.TrimRight(endpoint, "/"), Proc: proc, client: &http.Client{Transport: &http.Transport{}}}
}

// Read asks now. Probes and volumes are not of its knowledge.
func (r *Reader) Read(ctx context.Context) (contract.Statistics, error) {
	statistics := contract.Statistics{Containers: []contract.ContainerStatistics{}, Probes: []contract.ProbeCount{}, Volumes: []contract.VolumeStatistics{}}
	statistics.Interfaces = interfaces(r.Proc)
	if r.Endpoint == "" {
		statistics.At = time.Now().UTC()
		return statistics, nil
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	var known task
	if err := r.ask(ctx, "/task", &known); err != nil {
		return statistics, err
	}
	var engine map[string]*engineStatistics
	if err := r.ask(ctx, "/task/stats", &engine); err != nil {
		return statistics, err
	}
	for _, container := range known.Containers {
		if found := engine[container.DockerID]; found != nil && !found.Read.IsZero() {
			statistics.Containers = append(statistics.Containers, found.of(container))
		}
	}
	statistics.EphemeralStorage = known.EphemeralStorageMetrics.bytes()
	statistics.At = time.Now().UTC()
	return statistics, nil
}

func (r *Reader) ask(ctx context.Context, path string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.Endpoint+path, nil)
	if err != nil {
		return errors.New("the task's metadata endpoint has no address")
	}
	response, err := r.client.Do(request)
	if err != nil {
		return fmt.Errorf("the task's metadata: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the task's metadata: %s is answered with %d", path, response.StatusCode)
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, maxAnswer)).Decode(into); err != nil {
		return fmt.Errorf("the task's metadata: %s: %w", path, err)
	}
	return nil
}

// task is what is used of the answer to /task.
type task struct {
	DesiredStatus           string
	Containers              []container
	EphemeralStorageMetrics *storage
}

type container struct {
	DockerID    string `json:"DockerId"`
	Name        string
	KnownStatus string
	ExitCode    *int
	StartedAt   *time.Time
	FinishedAt  *time.Time
}

// storage is in MiB.
type storage struct{ Utilized, Reserved uint64 }

func (s *storage) bytes() *contract.EphemeralStorage {
	if s == nil || s.Reserved == 0 {
		return nil
	}
	return &contract.EphemeralStorage{Used: s.Utilized << 20, Capacity: s.Reserved << 20}
}
