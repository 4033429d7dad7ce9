"""Runs a program at a terminal of its own, as a person would: terminal.py STEPS PROGRAM [ARGUMENT...]

STEPS is JSON: {"size": [ROWS, COLUMNS]} changes the terminal, {"type": TEXT} types, {"see": TEXT} waits until it is
shown after what was seen before. Prints all that was shown, and ends as the program did, or with 124 when it is not
shown, or the program does not end, within 2 min.
"""

import fcntl
import json
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

WITHIN = 120


def size(terminal, rows, columns):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


class Screen:
    def __init__(self, terminal):
        self.terminal, self.shown, self.seen = terminal, b"", 0

    def read(self, deadline):
        """False: the program has closed the terminal, or time is up."""
        if not select.select([self.terminal], [], [], max(0, deadline - time.monotonic()))[0]:
            return False
        try:
            more = os.read(self.terminal, 65536)
        except OSError:
            return False
        self.shown += more
        return bool(more)

    def see(self, text):
        deadline = time.monotonic() + WITHIN
        while (at := self.shown.find(text, self.seen)) < 0:
            if not self.read(deadline):
                return False
        self.seen = at + len(text)
        return True


def main(steps, command):
    program, terminal = pty.fork()
    if program == 0:
        os.execvp(command[0], command)
    screen = Screen(terminal)
    for step in steps:
        if "size" in step:
            size(terminal, *step["size"])
        elif "type" in step:
            os.write(terminal, step["type"].encode())
        elif not screen.see(step["see"].encode()):
            sys.stderr.write("not shown: %r\n" % step["see"])
            os.kill(program, signal.SIGKILL)
            break
    deadline = time.monotonic() + WITHIN
    while screen.read(deadline):
        pass
    sys.stdout.write(screen.shown.decode(errors="replace"))
    while time.monotonic() < deadline:
        ended, status = os.waitpid(program, os.WNOHANG)
        if ended:
            return 124 if os.WIFSIGNALED(status) else os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    os.kill(program, signal.SIGKILL)
    return 124


sys.exit(main(json.loads(sys.argv[1]), sys.argv[2:]))
