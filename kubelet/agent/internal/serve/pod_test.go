package serve_test

import (
	"testing"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/serve"
)

// What a node waits for may be the last that there is to tell.
func TestWhoWaitsIsToldTheLastEnd(t *testing.T) {
	for range 20_000 {
		pod := serve.NewPod([]string{"app"})
		pod.Started("app")
		known := pod.Status(t.Context(), 0).Version
		told := make(chan contract.Status)
		asking := make(chan struct{})
		go func() {
			close(asking)
			told <- pod.Status(t.Context(), known)
		}()
		<-asking
		pod.Exited("app", contract.Exit{Code: 3})
		if state := (<-told).Containers[0].State; state != contract.Terminated {
			t.Fatalf("the pod is over and the container %s", state)
		}
	}
}
