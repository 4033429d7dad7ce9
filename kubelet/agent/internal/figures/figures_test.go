package figures_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/figures"
)

// In the form of AWS's examples for Fargate: a cgroup of version 1, one of version 2, one that does not run.
const (
	taskDocument = `{"Cluster":"default","Containers":[
	 {"DockerId":"t-1","Name":"app","StartedAt":"2026-11-29T03:00:00.5Z"},
	 {"DockerId":"t-2","Name":"fnk-agent","StartedAt":"2026-11-29T02:59:59Z"},
	 {"DockerId":"t-3","Name":"ended"},{"DockerId":"t-4","Name":"unborn"},{"DockerId":"t-5","Name":"unread"}],
	 "EphemeralStorageMetrics":{"Utilized":261,"Reserved":20496}}`
	statsDocument = `{"t-1":{"read":"2026-11-29T03:00:10.25Z","pids_stats":{"current":3},
	 "blkio_stats":{"io_service_bytes_recursive":[{"major":202,"op":"Read","value":4096},{"major":202,"op":"Write","value":8},
	  {"major":203,"op":"read","value":1},{"major":202,"op":"Total","value":9999}]},
	 "cpu_stats":{"cpu_usage":{"total_usage":360968065,"percpu_usage":[1,2],"usage_in_kernelmode":70000000,"usage_in_usermode":290000000},
	  "throttling_data":{"periods":10,"throttled_periods":2,"throttled_time":5}},
	 "memory_stats":{"usage":6389760,"limit":9223372036854771712,"stats":{"total_inactive_file":1000000,"inactive_file":1,"total_rss":2000000,
	  "rss":1,"total_cache":3000000,"total_mapped_file":400,"total_pgfault":50,"total_pgmajfault":6}},"name":"app","id":"t-1"},
	 "t-2":{"read":"2026-11-29T03:00:10Z","cpu_stats":{"cpu_usage":{"total_usage":7}},"pids_stats":{},
	 "memory_stats":{"usage":100,"limit":16777216,"stats":{"inactive_file":900,"anon":40,"file":50,"file_mapped":0,"pgfault":5,"pgmajfault":0}}},
	 "t-3":null,"t-5":{"read":"0001-01-01T00:00:00Z","cpu_stats":{"cpu_usage":{"total_usage":0}},"memory_stats":{}},"another":{"read":"2026-11-29T03:00:10Z"}}`
)

func engine(t *testing.T, answers map[string]string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, known := answers[r.URL.Path]
		if !known {
			http.Error(w, "no such path", http.StatusNotFound)
		}
		_, _ = w.Write([]byte(answer))
	}))
	t.Cleanup(server.Close)
	return server.URL + "/v4/x"
}

func proc(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "net"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"dev": "Inter-|   Receive                                                |  Transmit\n" +
			" face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n" +
			"    lo: 99 9 0 0 0 0 0 0 99 9 0 0 0 0 0 0\n" +
			"  eth0:5 1 0 0 0 0 0 0 6 2 0 0 0 0 0 0\n" +
			"  eth1: 1217489724 58178 3 4 0 0 0 0 4734985 45428 1 2 0 0 0 0\n",
		"route": "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n" +
			"eth0\t0000FEA9\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n" +
			"eth1\t00000000\t0100C30A\t0003\t0\t0\t0\t00000000\t0\t0\t0\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, "net", name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func read(t *testing.T) contract.Statistics {
	t.Helper()
	endpoint := engine(t, map[string]string{"/v4/x/task": taskDocument, "/v4/x/task/stats": statsDocument})
	statistics, err := figures.New(endpoint, proc(t)).Read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return statistics
}

func TestContainersOfEitherVersionOfCgroups(t *testing.T) {
	statistics := read(t)
	if len(statistics.Containers) != 2 || statistics.At.IsZero() {
		t.Fatalf("%+v", statistics)
	}
	app, agent := statistics.Containers[0], statistics.Containers[1]
	if app.Name != "app" || !app.At.Equal(time.Date(2026, 11, 29, 3, 0, 10, 250e6, time.UTC)) ||
		!app.Since.Equal(time.Date(2026, 11, 29, 3, 0, 0, 500e6, time.UTC)) || *app.Tasks != 3 {
		t.Errorf("%+v", app)
	}
	if *app.CPU != (contract.CPUStatistics{
		UsageNanoseconds: 360968065, UserNanoseconds: 290000000, SystemNanoseconds: 70000000,
		Periods: 10, ThrottledPeriods: 2, ThrottledNanoseconds: 5,
	}) {
		t.Errorf("%+v", app.CPU)
	}
	if m := app.Memory; m.Usage != 6389760 || m.WorkingSet != 5389760 || *m.RSS != 2000000 || *m.Cache != 3000000 ||
		*m.MappedFile != 400 || *m.PageFaults != 50 || *m.MajorFaults != 6 || m.Limit != nil {
		t.Errorf("%+v", app.Memory)
	}
	if *app.Disk != (contract.DiskStatistics{Read: 4097, Written: 8}) {
		t.Errorf("%+v", app.Disk)
	}
	if m := agent.Memory; m.WorkingSet != 0 || *m.RSS != 40 || *m.Cache != 50 || *m.Limit != 16<<20 || agent.Disk != nil || agent.Tasks != nil {
		t.Errorf("%+v %+v", agent, agent.Memory)
	}
}

func TestStorageAndNetworkOfTheTask(t *testing.T) {
	statistics := read(t)
	if s := statistics.EphemeralStorage; s.Used != 261<<20 || s.Capacity != 20496<<20 {
		t.Errorf("%+v", s)
	}
	if len(statistics.Interfaces) != 2 || statistics.Interfaces[0].Default || statistics.Interfaces[0].ReceivedBytes != 5 {
		t.Fatalf("%+v", statistics.Interfaces)
	}
	if statistics.Interfaces[1] != (contract.InterfaceStatistics{
		Name: "eth1", Default: true, ReceivedBytes: 1217489724, ReceivedPackets: 58178, ReceiveErrors: 3, ReceiveDropped: 4,
		TransmittedBytes: 4734985, TransmittedPackets: 45428, TransmitErrors: 1, TransmitDropped: 2,
	}) {
		t.Errorf("%+v", statistics.Interfaces[1])
	}
}

func TestWhatTheEngineDoesNotTellIsAbsent(t *testing.T) {
	endpoint := engine(t, map[string]string{"/v4/x/task": `{"Containers":[{"DockerId":"t-1","Name":"app"}]}`, "/v4/x/task/stats": `{"t-1":{"read":"2026-11-29T03:00:10Z"}}`})
	statistics, err := figures.New(endpoint, t.TempDir()).Read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	app := statistics.Containers[0]
	if app.CPU != nil || app.Memory != nil || app.Disk != nil || app.Since != nil || statistics.EphemeralStorage != nil || len(statistics.Interfaces) != 0 {
		t.Errorf("%+v", statistics)
	}
}

func TestAnEngineThatFails(t *testing.T) {
	for name, answers := range map[string]map[string]string{
		"no task":          {},
		"no figures":       {"/v4/x/task": taskDocument},
		"figures in vain":  {"/v4/x/task": taskDocument, "/v4/x/task/stats": `[`},
		"more than enough": {"/v4/x/task": taskDocument, "/v4/x/task/stats": `{"t":{"read":"` + strings.Repeat("0", 2<<20) + `"}}`},
	} {
		if _, err := figures.New(engine(t, answers), "/proc").Read(context.Background()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestAnEngineThatDoesNotAnswerIsNotWaitedForLongerThanTheCaller(t *testing.T) {
	asked := make(chan struct{})
	held := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { close(asked); <-held }))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(held) })
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-asked; cancel() }()
	if _, err := figures.New(server.URL, "/proc").Read(ctx); err == nil {
		t.Error("no error")
	}
}

func TestOutsideOfATaskNothingIsKnownOfContainers(t *testing.T) {
	statistics, err := figures.Of(func(string) string { return "" }).Read(context.Background())
	if err != nil || len(statistics.Containers) != 0 || statistics.At.IsZero() {
		t.Errorf("%+v %v", statistics, err)
	}
}
