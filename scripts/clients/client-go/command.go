package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"k8s.io/client-go/tools/remotecommand"
	"k8s.io/client-go/util/exec"
)

type executed struct {
	Same   bool   `json:"same"`
	Stderr string `json:"stderr"`
	Code   int    `json:"code"`
}

// exec sends 1 MiB through cat, beside words on stderr and an exit code.
func (p pod) exec(ctx context.Context) (executed, error) {
	octets := make([]byte, 1<<20)
	rand.Read(octets)
	var out, words bytes.Buffer
	code, err := p.command(ctx, "cat; echo words >&2; exit 7", remotecommand.StreamOptions{
		Stdin: bytes.NewReader(octets), Stdout: &out, Stderr: &words,
	})
	return executed{bytes.Equal(out.Bytes(), octets), words.String(), code}, err
}

type shown struct {
	Text string `json:"text"`
	Code int    `json:"code"`
}

// terminal has two sizes, the second one when the first one was seen, and then types the exit code.
func (p pod) terminal(ctx context.Context) (shown, error) {
	const script = `
until test "$(stty size)" = '40 100'; do sleep 0.1; done; echo begun
until test "$(stty size)" = '24 80'; do sleep 0.1; done; echo resized
read code; exit $code`
	keys, typing := io.Pipe()
	defer typing.Close()
	sizes := make(sizes, 2)
	sizes <- remotecommand.TerminalSize{Height: 40, Width: 100}
	screen := &screen{steps: []step{
		{"begun", func() { sizes <- remotecommand.TerminalSize{Height: 24, Width: 80}; close(sizes) }},
		{"resized", func() { go io.WriteString(typing, "7\n") }},
	}}
	code, err := p.command(ctx, script, remotecommand.StreamOptions{
		Stdin: keys, Stdout: screen, Tty: true, TerminalSizeQueue: sizes,
	})
	return shown{screen.text(), code}, err
}

// command runs a script to its end and returns its exit code; an error: it did not come so far.
func (p pod) command(ctx context.Context, script string, options remotecommand.StreamOptions) (int, error) {
	executor, err := p.executor(url.Values{
		"command": {"sh", "-c", script},
		"stdin":   {strconv.FormatBool(options.Stdin != nil)},
		"stdout":  {strconv.FormatBool(options.Stdout != nil)},
		"stderr":  {strconv.FormatBool(options.Stderr != nil)},
		"tty":     {strconv.FormatBool(options.Tty)},
	})
	if err != nil {
		return 0, err
	}
	err = executor.StreamWithContext(ctx, options)
	var ended exec.CodeExitError
	if errors.As(err, &ended) {
		return ended.Code, nil
	}
	return 0, err
}

func (p pod) executor(query url.Values) (remotecommand.Executor, error) {
	asked, err := p.url("exec", query)
	if err != nil {
		return nil, err
	}
	if p.protocol == webSocketProtocol {
		return remotecommand.NewWebSocketExecutor(p.config, p.method(), asked.String())
	}
	return remotecommand.NewSPDYExecutor(p.config, p.method(), asked)
}

// sizes of a terminal, each as soon as it is there; none when closed.
type sizes chan remotecommand.TerminalSize

func (s sizes) Next() *remotecommand.TerminalSize {
	size, more := <-s
	if !more {
		return nil
	}
	return &size
}

// step is what is done when words are seen.
type step struct {
	words string
	then  func()
}

// screen keeps what is shown, and does its steps one after the other.
type screen struct {
	lock  sync.Mutex
	shown strings.Builder
	steps []step
}

func (s *screen) Write(octets []byte) (int, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.shown.Write(octets)
	for len(s.steps) > 0 && strings.Contains(s.shown.String(), s.steps[0].words) {
		s.steps[0].then()
		s.steps = s.steps[1:]
	}
	return len(octets), nil
}

func (s *screen) text() string {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.shown.String()
}
