package supervise

import (
	"os"

	"fnk.dev/agent/internal/contract"
)

// console is what a run reads and writes: pipes, or a terminal, whose other ends are the supervisor's.
type console struct {
	streams Streams
	own     []*os.File // closed once the run has them
	// input is where who is attached writes; nil: the run has none.
	input    *os.File
	terminal bool
	// once says that the input ends with the first who attached to it; writers are those who have.
	once    bool
	writers map[uint64]bool
	output  *output
}

// newConsole has what the container asks for; slow is told of watchers that were cut off.
func newConsole(container contract.ContainerSpecification, slow func(id uint64)) (*console, error) {
	var has contract.Console
	if container.Console != nil {
		has = *container.Console
	}
	c := &console{
		terminal: has.TTY, once: has.StdinOnce, writers: make(map[uint64]bool),
		output: newOutput(container.FallbackToLogsOnError, slow),
	}
	if has.TTY {
		master, slave, err := newTerminal(nil)
		if err != nil {
			return nil, err
		}
		c.own = []*os.File{slave}
		c.streams = Streams{In: slave, Out: slave, Err: slave, Terminal: true}
		if has.Stdin {
			c.input = master
		}
		c.output.pass(0, master, os.Stdout)
		c.output.whole()
		return c, nil
	}
	c.streams.In = os.Stdin
	var err error
	if has.Stdin {
		c.streams.In, c.input, err = newPipe(false)
		c.own = append(c.own, c.streams.In)
	}
	outputs := []struct {
		run    **os.File
		engine *os.File
	}{{&c.streams.Out, os.Stdout}, {&c.streams.Err, os.Stderr}}
	for number, output := range outputs {
		if err != nil {
			break
		}
		var theirs *os.File
		if *output.run, theirs, err = newPipe(true); err == nil {
			c.own = append(c.own, *output.run)
			c.output.pass(number, theirs, output.engine)
		}
	}
	c.output.whole()
	if err != nil {
		c.started()
		c.endInput()
		return nil, err
	}
	return c, nil
}

// started leaves the run's ends to it alone: they are closed with it.
func (c *console) started() { closeAll(c.own) }

// endInput is the end of the input for the run. A terminal has none: it is its output, too.
func (c *console) endInput() {
	if c.input != nil && !c.terminal {
		_ = c.input.Close()
		c.input = nil
	}
}
