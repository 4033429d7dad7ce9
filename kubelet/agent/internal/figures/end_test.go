package figures_test

import (
	"context"
	"testing"

	"fnk.dev/agent/internal/figures"
)

func TestEndsOfContainersAreTheEngines(t *testing.T) {
	reader := figures.New(engine(t, map[string]string{"/v4/x/task": `{"DesiredStatus":"RUNNING","Containers":[
	 {"Name":"runs","KnownStatus":"RUNNING"},{"Name":"well","KnownStatus":"STOPPED","ExitCode":0,"FinishedAt":"2026-11-29T03:00:00.5Z"},
	 {"Name":"badly","KnownStatus":"STOPPED","ExitCode":7},{"Name":"nobody-knows","KnownStatus":"STOPPED"}]}`}), "/proc")
	end := func(name string) figures.End {
		t.Helper()
		end, err := reader.End(context.Background(), name)
		if err != nil || end.Stopping {
			t.Fatalf("%s: %+v %v", name, end, err)
		}
		return end
	}
	if end := end("runs"); end.Over || end.Code != nil {
		t.Errorf("%+v", end)
	}
	if end := end("not-there"); end.Over {
		t.Errorf("%+v", end)
	}
	if end := end("well"); !end.Over || *end.Code != 0 || end.At.Nanosecond() != 500_000_000 {
		t.Errorf("%+v", end)
	}
	if end := end("badly"); !end.Over || *end.Code != 7 || end.At != nil {
		t.Errorf("%+v", end)
	}
	if end := end("nobody-knows"); !end.Over || end.Code != nil {
		t.Errorf("%+v", end)
	}
}

func TestATaskThatIsToStop(t *testing.T) {
	reader := figures.New(engine(t, map[string]string{"/v4/x/task": `{"DesiredStatus":"STOPPED","Containers":[{"Name":"app","KnownStatus":"RUNNING"}]}`}), "/proc")
	if end, err := reader.End(context.Background(), "app"); err != nil || !end.Stopping || end.Over {
		t.Errorf("%+v %v", end, err)
	}
	if _, err := figures.New(engine(t, nil), "/proc").End(context.Background(), "app"); err == nil {
		t.Error("no answer is an end")
	}
}
