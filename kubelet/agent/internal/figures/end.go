package figures

import (
	"context"
	"time"
)

const stopped = "STOPPED"

// End is what the engine says of the end of a container.
type End struct {
	// Stopping says that the whole task is to stop.
	Stopping bool
	// Over says that the container has ended.
	Over bool
	// Code is absent where the engine does not know it.
	Code *int
	// At absent: it does not say when.
	At *time.Time
}

// End asks now.
func (r *Reader) End(ctx context.Context, name string) (End, error) {
	if r.Endpoint == "" {
		return End{}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	var known task
	if err := r.ask(ctx, "/task", &known); err != nil {
		return End{}, err
	}
	end := End{Stopping: known.DesiredStatus == stopped}
	for _, container := range known.Containers {
		if container.Name == name {
			end.Over, end.Code, end.At = container.KnownStatus == stopped, container.ExitCode, container.FinishedAt
		}
	}
	return end, nil
}
