package serve_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/framing"
	"fnk.dev/agent/internal/nodetest"
)

func attach(t *testing.T, node *nodetest.Node, request contract.AttachRequest) *command {
	t.Helper()
	return stream(t, node, contract.AttachPath, node.JSON(request))
}

// attachable runs a script that has its input from who is attached.
func attachable(t *testing.T, script string, change func(*contract.Console)) (*nodetest.Node, supervisor) {
	t.Helper()
	task := newTask(t, "app")
	app := task.supervise("app")
	node := nodetest.Proved(t, task.address)
	container := shell("app", script)
	container.Console = &contract.Console{Stdin: true}
	change(container.Console)
	run(t, node, container)
	await(t, node, running)
	t.Cleanup(func() {
		node.Do(http.MethodPost, contract.StopPath, node.JSON(contract.Stop{})) // may be over
		for code, body := 200, ""; code == http.StatusOK && !strings.Contains(body, string(contract.Terminated)); {
			code, body = node.Do(http.MethodGet, contract.StatusPath, "")
		}
		task.ended()
	})
	return node, app
}

var everything = contract.AttachRequest{Container: "app", Stdin: true, Stdout: true, Stderr: true}

func TestWhoIsAttachedHearsAndIsHeard(t *testing.T) {
	node, app := attachable(t, "echo before; read word; echo out $word; echo err $word >&2; exit 7", func(*contract.Console) {})
	c := attach(t, node, everything)
	_ = c.frames.Write(contract.ChannelStdin, []byte("word\n"))
	out, err, result := c.rest()
	if out = strings.TrimPrefix(out, "before\n"); out != "out word\n" || err != "err word\n" || result.Code != 0 || result.Lost {
		t.Errorf("%q %q %+v", out, err, result)
	}
	if end := await(t, node, terminated)[0]; end.Run.Code != 7 {
		t.Errorf("%+v", end.Run)
	}
	app.code(t)
	if log := app.output.String(); !strings.Contains(log, "before\n") || !strings.Contains(log, "out word\n") || !strings.Contains(log, "err word\n") {
		t.Errorf("the log: %s", log)
	}
}

func TestTheInputEndsWithTheFirstWhereItIsOnce(t *testing.T) {
	node, _ := attachable(t, "cat; echo end", func(c *contract.Console) { c.StdinOnce = true })
	c := attach(t, node, everything)
	_ = c.frames.Write(contract.ChannelStdin, []byte("all\n"))
	_ = c.frames.Write(contract.ChannelStdin, nil)
	if out, _, result := c.rest(); out != "all\nend\n" || result.Code != 0 {
		t.Errorf("%q %+v", out, result)
	}
}

func TestTheInputEndsWithAClientThatIsGoneWhereItIsOnce(t *testing.T) {
	node, _ := attachable(t, "cat >/dev/null; exit 5", func(c *contract.Console) { c.StdinOnce = true })
	c := attach(t, node, everything)
	_ = c.input.CloseWithError(io.ErrClosedPipe)
	_ = c.answer.Close()
	if end := await(t, node, terminated)[0]; end.Run.Code != 5 {
		t.Errorf("%+v", end.Run)
	}
}

func TestTheInputStaysForTheNext(t *testing.T) {
	node, _ := attachable(t, "read first; read second; echo $first $second", func(*contract.Console) {})
	first := attach(t, node, everything)
	_ = first.frames.Write(contract.ChannelStdin, []byte("one\n"))
	_ = first.frames.Write(contract.ChannelStdin, nil)
	if out, _, result := first.rest(); out != "" || result.Code != 0 {
		t.Errorf("%q %+v", out, result)
	}
	second := attach(t, node, everything)
	_ = second.frames.Write(contract.ChannelStdin, []byte("two\n"))
	if out, _, _ := second.rest(); out != "one two\n" {
		t.Errorf("%q", out)
	}
}

func TestATerminalOfTheContainersOwn(t *testing.T) {
	node, app := attachable(t, "read line; stty size; tty; echo out; echo err >&2; exit 3", func(c *contract.Console) { c.TTY = true })
	c := attach(t, node, everything)
	_ = c.frames.Write(contract.ChannelResize, []byte(`{"Width":101,"Height":33}`))
	_ = c.frames.Write(contract.ChannelStdin, []byte("word\n"))
	out, err, result := c.rest()
	if !strings.Contains(out, "word\r\n33 101\r\n/dev/pts/") || !strings.HasSuffix(out, "out\r\nerr\r\n") || err != "" || result.Code != 0 {
		t.Errorf("%q %q %+v", out, err, result)
	}
	app.code(t)
	if log := app.output.String(); !strings.Contains(log, "out\r\nerr\r\n") {
		t.Errorf("the log: %q", log)
	}
}

func TestAContainerWithoutInputIsLookedAt(t *testing.T) {
	node, _ := attachable(t, "trap 'echo bye; exit 0' TERM; test $(wc -c) = 0 && while :; do echo tick; sleep 0.05; done", func(c *contract.Console) { c.Stdin = false })
	c := attach(t, node, everything)
	_ = c.frames.Write(contract.ChannelStdin, []byte("unheard"))
	if _, content, err := framing.NewReader(c.answer).Next(contract.MaxFrame); err != nil || !strings.HasPrefix(string(content), "tick\n") {
		t.Fatalf("%q %v", content, err)
	}
	call(t, node, http.MethodPost, contract.StopPath, contract.Stop{GraceSeconds: 20})
	if out, _, result := c.rest(); !strings.HasSuffix(out, "bye\n") || result.Code != 0 {
		t.Errorf("%q %+v", out, result)
	}
}

func TestAttachmentsThatAreRefused(t *testing.T) {
	node := running60(t)
	for name, test := range map[string]struct {
		body string
		want int
	}{
		"an unknown field":  {`{"container":"app","stdout":true,"tty":true}`, 400},
		"unknown container": {`{"container":"other","stdout":true}`, 404},
	} {
		t.Run(name, func(t *testing.T) {
			body := new(bytes.Buffer)
			_ = framing.NewWriter(body, func() error { return nil }).Write(contract.ChannelRequest, []byte(test.body))
			if status, answer := node.Stream(contract.AttachPath, body); status != test.want {
				text, _ := io.ReadAll(answer)
				t.Errorf("%d %s", status, text)
			}
		})
	}
}
