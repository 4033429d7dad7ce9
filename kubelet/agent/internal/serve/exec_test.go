package serve_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/framing"
	"fnk.dev/agent/internal/nodetest"
)

// command is one under way, as the node has it.
type command struct {
	t      *testing.T
	input  *io.PipeWriter
	frames *framing.Writer
	answer io.ReadCloser
}

func begin(t *testing.T, node *nodetest.Node, request contract.ExecRequest) *command {
	t.Helper()
	return stream(t, node, contract.ExecPath, node.JSON(request))
}

func stream(t *testing.T, node *nodetest.Node, path, request string) *command {
	t.Helper()
	from, to := io.Pipe()
	c := &command{t: t, input: to, frames: framing.NewWriter(to, func() error { return nil })}
	go func() { _ = c.frames.Write(contract.ChannelRequest, []byte(request)) }()
	status, answer := node.Stream(path, from)
	if status != 200 {
		text, _ := io.ReadAll(answer)
		t.Fatalf("%d %s", status, text)
	}
	c.answer = answer
	t.Cleanup(func() { _ = answer.Close(); _ = to.Close() })
	return c
}

// rest reads to the end.
func (c *command) rest() (out, err string, result contract.ExecResult) {
	c.t.Helper()
	var streams [3]bytes.Buffer
	for frames := framing.NewReader(c.answer); ; {
		channel, content, failure := frames.Next(contract.MaxFrame)
		if failure != nil {
			c.t.Fatalf("no result: %v", failure)
		}
		if channel == contract.ChannelResult {
			if json.Unmarshal(content, &result) != nil {
				c.t.Fatalf("%s", content)
			}
			return streams[1].String(), streams[2].String(), result
		}
		streams[channel].Write(content)
	}
}

func shellCommand(script string) contract.ExecRequest {
	return contract.ExecRequest{Container: "app", Command: []string{"sh", "-c", script}, Stdout: true, Stderr: true}
}

func running60(t *testing.T) *nodetest.Node {
	t.Helper()
	task := newTask(t, "app")
	task.supervise("app")
	node := nodetest.Proved(t, task.address)
	run(t, node, shell("app", "exec sleep 60"))
	await(t, node, running)
	t.Cleanup(func() {
		call(t, node, http.MethodPost, contract.StopPath, contract.Stop{})
		task.ended()
	})
	return node
}

func TestACommandsStreamsAreApartAndItsCodeComesBack(t *testing.T) {
	out, err, result := begin(t, running60(t), shellCommand("echo out; echo err >&2; exit 7")).rest()
	if out != "out\n" || err != "err\n" || result.Code != 7 || result.Lost {
		t.Errorf("%q %q %+v", out, err, result)
	}
}

func TestWhatIsSentComesBackWhole(t *testing.T) {
	node := running60(t)
	request := shellCommand("")
	request.Command, request.Stdin = []string{"cat"}, true
	c := begin(t, node, request)
	sent := bytes.Repeat([]byte("0123456789abcdef\x00\xff"), 200_000)
	go func() {
		for left := sent; len(left) > 0; {
			length := min(len(left), contract.MaxFrame)
			_ = c.frames.Write(contract.ChannelStdin, left[:length])
			left = left[length:]
		}
		_ = c.frames.Write(contract.ChannelStdin, nil)
	}()
	if out, _, result := c.rest(); out != string(sent) || result.Code != 0 {
		t.Errorf("%d octets of %d, %+v", len(out), len(sent), result)
	}
}

func TestATerminal(t *testing.T) {
	request := shellCommand("tty >/dev/null && stty size; echo $TERM; read line; stty size; echo $line")
	request.TTY, request.Stdin, request.Size = true, true, &contract.TerminalSize{Width: 101, Height: 33}
	c := begin(t, running60(t), request)
	_ = c.frames.Write(contract.ChannelResize, []byte(`{"Width":80,"Height":24}`+"\n"))
	_ = c.frames.Write(contract.ChannelStdin, []byte("word\n"))
	out, err, result := c.rest()
	if !strings.Contains(out, "xterm\r\n") || !strings.HasSuffix(out, "24 80\r\nword\r\n") || err != "" || result.Code != 0 {
		t.Errorf("%q %q %+v", out, err, result)
	}
}

func TestWhatCannotBeRun(t *testing.T) {
	node := running60(t)
	for program, code := range map[string]int{"nothere": 127, "/nothere": 127, "/proc": 126, "/proc/self/status": 126} {
		request := shellCommand("")
		request.Command = []string{program}
		if _, _, result := begin(t, node, request).rest(); result.Code != code || result.Failure == "" {
			t.Errorf("%s: %+v", program, result)
		}
	}
}

func TestNothingIsLeftWhenTheClientGoes(t *testing.T) {
	for name, tty := range map[string]bool{"pipes": false, "terminal": true} {
		t.Run(name, func(t *testing.T) {
			pids := filepath.Join(t.TempDir(), "pids")
			request := shellCommand("trap '' HUP; sleep 60 & echo $$ $! >" + pids + "; wait")
			request.TTY, request.Stdin = tty, true
			c := begin(t, running60(t), request)
			text := ""
			for deadline := time.Now().Add(10 * time.Second); !strings.HasSuffix(text, "\n"); time.Sleep(5 * time.Millisecond) {
				content, _ := os.ReadFile(pids)
				if text = string(content); time.Now().After(deadline) {
					t.Fatal("it does not begin")
				}
			}
			var shell, child int
			if _, err := fmt.Sscan(text, &shell, &child); err != nil {
				t.Fatal(err)
			}
			_ = c.input.CloseWithError(io.ErrClosedPipe)
			_ = c.answer.Close()
			for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
				if syscall.Kill(shell, 0) != nil && syscall.Kill(child, 0) != nil {
					return
				}
				if time.Now().After(deadline) {
					t.Fatal("it still runs")
				}
			}
		})
	}
}

func TestABackgroundProcessDoesNotHoldTheCommand(t *testing.T) {
	began := time.Now()
	out, _, result := begin(t, running60(t), shellCommand("sleep 30 & echo up")).rest()
	if took := time.Since(began); out != "up\n" || result.Code != 0 || took > 20*time.Second {
		t.Errorf("%q %+v after %s", out, result, took)
	}
}

func TestCommandsThatAreRefused(t *testing.T) {
	node := running60(t)
	for name, test := range map[string]struct {
		channel byte
		body    string
		want    int
	}{
		"no request first":  {contract.ChannelStdin, `{}`, 400},
		"an unknown field":  {contract.ChannelRequest, `{"container":"app","command":["true"],"user":"root"}`, 400},
		"no command":        {contract.ChannelRequest, `{"container":"app","command":[]}`, 400},
		"unknown container": {contract.ChannelRequest, `{"container":"other","command":["true"]}`, 404},
	} {
		t.Run(name, func(t *testing.T) {
			body := new(bytes.Buffer)
			_ = framing.NewWriter(body, func() error { return nil }).Write(test.channel, []byte(test.body))
			if status, answer := node.Stream(contract.ExecPath, body); status != test.want {
				text, _ := io.ReadAll(answer)
				t.Errorf("%d %s", status, text)
			}
		})
	}
}
