package serve_test

import (
	"testing"
	"testing/synctest"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/control"
	"fnk.dev/agent/internal/serve"
	"fnk.dev/agent/internal/volumes"
)

// hands are a supervisor that only notes what it is told.
type hands chan control.Order

func (h hands) Send(order control.Order) error { h <- order; return nil }

func (h hands) next(t *testing.T) control.Order {
	t.Helper()
	select {
	case order := <-h:
		return order
	case <-time.After(20 * time.Second):
		t.Fatal("no order")
		return control.Order{}
	}
}

// up is a pod whose only container was just started.
func up(t *testing.T, base string, specification contract.PodSpecification) (*serve.Pod, hands) {
	t.Helper()
	pod, supervisor := serve.NewPod([]string{"app"}, volumes.NewKeeper(base)), make(hands, 8)
	pod.Attach("app", supervisor)
	pod.Gathered()
	if err := pod.Run(specification); err != nil {
		t.Fatal(err)
	}
	if order := supervisor.next(t); order.Start == nil {
		t.Fatalf("told %+v", order)
	}
	pod.Started("app", time.Now().UTC())
	return pod, supervisor
}

// What a node waits for may be the last that there is to tell.
func TestWhoWaitsIsToldTheLastEnd(t *testing.T) {
	specification := contract.PodSpecification{Containers: []contract.ContainerSpecification{shell("app", "")}}
	for range 5_000 {
		pod, _ := up(t, "", specification)
		known := pod.Status(t.Context(), 0).Version
		told := make(chan contract.AgentStatus)
		asking := make(chan struct{})
		go func() {
			close(asking)
			told <- pod.Status(t.Context(), known)
		}()
		<-asking
		pod.Exited("app", contract.Run{Code: 3})
		if status := <-told; !status.Ended || status.Containers[0].State != contract.Terminated {
			t.Fatalf("the pod is over and told as %+v", status)
		}
	}
}

// The timer is the pod's own: nobody calls it between the exit and the next start.
func TestBackOffEndsByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		app := shell("app", "")
		app.Restart = contract.Always
		pod, supervisor := up(t, "", contract.PodSpecification{Containers: []contract.ContainerSpecification{app}})
		pod.Exited("app", contract.Run{Code: 1})
		if supervisor.next(t).Start == nil {
			t.Fatal("the first restart is not at once")
		}
		pod.Started("app", time.Now().UTC())
		before := time.Now()
		pod.Exited("app", contract.Run{Code: 1})
		report := pod.Status(t.Context(), 0).Containers[0]
		if report.Reason != contract.CrashLoopBackOff || report.Message != "back-off 10s restarting failed container=app" || report.Restarts != 1 {
			t.Errorf("%+v", report)
		}
		if order := supervisor.next(t); order.Start == nil || time.Since(before) != 10*time.Second {
			t.Errorf("after %s: %+v", time.Since(before), order)
		}
	})
}
