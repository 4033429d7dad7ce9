package supervise

import (
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/control"
	"fnk.dev/agent/internal/launch"
)

// become replaces this supervisor by the container's program, which is PID 1 then; it returns only when that could not
// be. Whatever is open here closes with exec, the connection to the agent too, but for the engine's own streams.
func (s *supervisor) become(container contract.ContainerSpecification) error {
	becoming := control.Becoming{At: time.Now().UTC(), Message: s.message.file != nil}
	var err error
	if becoming.Message {
		err = s.conn.SendFiles(control.Report{Becoming: &becoming}, s.message.file)
	} else {
		err = s.conn.Send(control.Report{Becoming: &becoming})
	}
	if err != nil {
		return err
	}
	failed := make(chan launch.Failure)
	// What it gives up, it gives up for its own thread, which ends with it: the supervisor stays what it is.
	go func() { failed <- launch.Become(container) }()
	return startFailure{<-failed}
}
