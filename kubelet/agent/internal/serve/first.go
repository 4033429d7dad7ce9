package serve

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/control"
	"fnk.dev/agent/internal/figures"
	"fnk.dev/agent/internal/supervise"
)

// lookEvery is how often the engine is asked whether such a container has ended: nothing in it tells the agent.
const lookEvery = time.Second

// first is a container whose supervisor becomes its program.
type first struct {
	at      time.Time
	message *os.File // of the termination message; nil: there is none
}

func newFirst(becoming control.Becoming, supervisor *control.Supervisor) *first {
	f := &first{at: becoming.At}
	if becoming.Message {
		if files := supervisor.Files(1); len(files) == 1 {
			f.message = files[0]
		}
	}
	return f
}

func (f *first) close() {
	if f != nil && f.message != nil {
		_ = f.message.Close()
	}
}

// attend notes that it runs, since its supervisor is gone without a word of failure, and then what the engine says. A
// supervisor that was killed on its way is told as one whose program was.
func (f *first) attend(pod *Pod, name string, engine *figures.Reader) {
	pod.Started(name, f.at)
	looks := time.NewTicker(lookEvery)
	defer looks.Stop()
	heard := true
	for {
		select {
		case <-pod.Ended():
			return
		case <-looks.C:
		}
		end, err := engine.End(context.Background(), name)
		if err != nil && heard {
			slog.Warn("the engine does not say whether it runs", "container", name, "reason", err)
		}
		heard = err == nil
		if end.Stopping {
			pod.StoppedByEngine(engineGrace)
		}
		if end.Over {
			pod.Exited(name, f.run(end))
			return
		}
	}
}

func (f *first) run(end figures.End) contract.Run {
	run := contract.Run{StartedAt: &f.at, FinishedAt: time.Now().UTC(), Reason: contract.Error}
	if end.At != nil {
		run.FinishedAt = end.At.UTC()
	}
	switch {
	case end.Code == nil:
		run.Code, run.Message = 137, "the engine does not say how it ended"
		return run
	case *end.Code == 0:
		run.Reason = contract.Completed
	}
	run.Code = *end.Code
	if f.message != nil {
		run.Message = supervise.Message(f.message)
	}
	return run
}

// errFirst is why nothing runs beside such a container's program.
func errFirst(name string) error {
	return fmt.Errorf("container %q is PID 1 by the pod's annotation fnk.dev/pid1: it has no supervisor, so that exec and attach are not possible", name)
}
