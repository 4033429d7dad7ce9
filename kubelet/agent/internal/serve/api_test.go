package serve_test

import (
	"net/http"
	"strings"
	"testing"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/nodetest"
)

func TestRunRefuses(t *testing.T) {
	task := newTask(t, "app")
	node := nodetest.Proved(t, task.address)
	spec := func(containers string) string { return `{"containers":[` + containers + `],"volumes":[]}` }
	container := func(more string) string {
		return spec(`{"name":"app","kind":"main","restart":"never","command":["x"]` + more + `}`)
	}
	volume := func(text string) string {
		return `{"containers":[{"name":"app","kind":"main","restart":"never","command":["x"]}],"volumes":[` + text + `]}`
	}
	whole := func(more string) string {
		return `{"containers":[{"name":"app","kind":"main","restart":"never","command":["x"]}],"volumes":[],` + more + `}`
	}
	for name, test := range map[string]struct {
		body string
		want int
	}{
		"malformed":         {`{"containers":`, http.StatusBadRequest},
		"nothing":           {"", http.StatusBadRequest},
		"an unknown field":  {`{"containers":[],"hostNetwork":true}`, http.StatusBadRequest},
		"two values":        {spec("") + spec(""), http.StatusBadRequest},
		"oversized":         {spec(`{"name":"app","command":["` + strings.Repeat("x", contract.MaxRequest) + `"]}`), http.StatusRequestEntityTooLarge},
		"no container":      {spec(""), http.StatusBadRequest},
		"another container": {spec(`{"name":"other","kind":"main","restart":"never","command":["x"]}`), http.StatusBadRequest},
		"one twice": {spec(`{"name":"app","kind":"main","restart":"never","command":["x"]},` +
			`{"name":"app","kind":"main","restart":"never","command":["x"]}`), http.StatusBadRequest},
		"no kind":            {spec(`{"name":"app","restart":"never","command":["x"]}`), http.StatusBadRequest},
		"no main container":  {spec(`{"name":"app","kind":"init","restart":"never","command":["x"]}`), http.StatusBadRequest},
		"a rare sidecar":     {spec(`{"name":"app","kind":"sidecar","restart":"never","command":["x"]}`), http.StatusBadRequest},
		"no policy":          {spec(`{"name":"app","kind":"main","command":["x"]}`), http.StatusBadRequest},
		"no command":         {spec(`{"name":"app","kind":"main","restart":"never","command":[]}`), http.StatusBadRequest},
		"an empty command":   {spec(`{"name":"app","kind":"main","restart":"never","command":[""]}`), http.StatusBadRequest},
		"a zero byte":        {spec(`{"name":"app","kind":"main","restart":"never","command":["x\u0000"]}`), http.StatusBadRequest},
		"a name with =":      {container(`,"env":[{"name":"A=","value":"SECRET"}]`), http.StatusBadRequest},
		"a value with zero":  {container(`,"env":[{"name":"A","value":"SECRET\u0000"}]`), http.StatusBadRequest},
		"a relative folder":  {container(`,"workingDir":"tmp"`), http.StatusBadRequest},
		"a relative message": {container(`,"terminationMessagePath":"log"`), http.StatusBadRequest},
		"a negative user":    {container(`,"uid":-1`), http.StatusBadRequest},
		"signal 65":          {container(`,"stopSignal":65`), http.StatusBadRequest},
		"no grace":           {whole(`"terminationGracePeriodSeconds":-1`), http.StatusBadRequest},
		"a grace of ages":    {whole(`"terminationGracePeriodSeconds":31536001`), http.StatusBadRequest},
		"a line of hosts":    {whole(`"network":{"hostname":"a","aliases":[{"address":"10.0.0.1","names":["a\n10.0.0.2 b"]}]}`), http.StatusBadRequest},
		"no address":         {whole(`"network":{"hostname":"a","hosts":[{"address":"a","names":["a"]}]}`), http.StatusBadRequest},
		"no nameserver":      {whole(`"network":{"hostname":"a","dns":{"alone":true,"nameservers":["ns.example.com"]}}`), http.StatusBadRequest},
		"a line of options":  {whole(`"network":{"hostname":"a","dns":{"alone":true,"options":["a\nnameserver 10.0.0.1"]}}`), http.StatusBadRequest},
		"no host name":       {whole(`"network":{"hostname":""}`), http.StatusBadRequest},
		"a volume outside":   {volume(`{"name":"../etc"}`), http.StatusBadRequest},
		"a file outside":     {volume(`{"name":"v","files":[{"path":"a/../../b","mode":420,"data":"U0VDUkVU"}]}`), http.StatusBadRequest},
		"an absolute file":   {volume(`{"name":"v","files":[{"path":"/b","mode":420}]}`), http.StatusBadRequest},
		"the writer's own":   {volume(`{"name":"v","files":[{"path":"..data","mode":420}]}`), http.StatusBadRequest},
		"zero in a path":     {volume(`{"name":"v","files":[{"path":"a\u0000b","mode":420}]}`), http.StatusBadRequest},
		"a file as a folder": {volume(`{"name":"v","files":[{"path":"a","mode":420},{"path":"a/b/c","mode":420}]}`), http.StatusBadRequest},
		"a file twice":       {volume(`{"name":"v","files":[{"path":"a","mode":420},{"path":"a","mode":420}]}`), http.StatusBadRequest},
		"set-user-id":        {volume(`{"name":"v","files":[{"path":"a","mode":2541}]}`), http.StatusBadRequest},
		"files in scratch":   {volume(`{"name":"v","scratch":true,"files":[{"path":"a","mode":420}]}`), http.StatusBadRequest},
		"a volume twice":     {volume(`{"name":"v","scratch":true},{"name":"v","scratch":true}`), http.StatusBadRequest},
	} {
		t.Run(name, func(t *testing.T) {
			status, answer := node.Do(http.MethodPost, contract.RunPath, test.body)
			if status != test.want {
				t.Errorf("status %d %s", status, answer)
			}
			if strings.Contains(answer, "SECRET") {
				t.Errorf("a value is told: %s", answer)
			}
		})
	}
}

func TestRunTwice(t *testing.T) {
	task := newTask(t, "app")
	node := nodetest.Proved(t, task.address)
	run(t, node, shell("app", "exit 0"))
	run(t, node, shell("app", "exit 0")) // its answer was lost
	status, _ := node.Do(http.MethodPost, contract.RunPath, node.JSON(contract.PodSpecification{Containers: []contract.ContainerSpecification{shell("app", "exit 1")}}))
	if status != http.StatusConflict {
		t.Errorf("something else: %d", status)
	}
}

func TestCallsThatAreNone(t *testing.T) {
	task := newTask(t, "app")
	node := nodetest.Proved(t, task.address)
	for call, want := range map[string]int{
		"GET /v1/status?version=x":               http.StatusBadRequest,
		"GET /v1/status?waitSeconds=601":         http.StatusBadRequest,
		"GET /v1/status?waitSeconds=-1":          http.StatusBadRequest,
		"POST /v1/status":                        http.StatusMethodNotAllowed,
		"GET /v1/run":                            http.StatusMethodNotAllowed,
		"GET /v2/status":                         http.StatusNotFound,
		"GET /v1/status?version=9":               http.StatusOK,
		"GET /v1/status?version=1&waitSeconds=0": http.StatusOK,
	} {
		method, path, _ := strings.Cut(call, " ")
		if status, answer := node.Do(method, path, ""); status != want {
			t.Errorf("%s: %d %s", call, status, answer)
		}
	}
	for _, body := range []string{`{"graceSeconds":-1}`, `{"graceSeconds":31536001}`, `{"graceSeconds":1.5}`, `{"grace":1}`, ``} {
		if status, _ := node.Do(http.MethodPost, contract.StopPath, body); status != http.StatusBadRequest {
			t.Errorf("stop %s: %d", body, status)
		}
	}
}

// What another has not proved is not served, whatever the path.
func TestNothingIsServedWithoutProof(t *testing.T) {
	task := newTask(t, "app")
	for _, call := range []string{"POST " + contract.RunPath, "GET " + contract.StatusPath, "POST " + contract.StopPath, "PUT " + contract.VolumesPath, "GET " + contract.StatisticsPath, "GET /"} {
		method, path, _ := strings.Cut(call, " ")
		if status, answer := nodetest.Dial(t, task.address).Do(method, path, "{}"); status != http.StatusUnauthorized {
			t.Errorf("%s: %d %s", call, status, answer)
		}
	}
}
