package supervise

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// What the kubelet takes of a log for a termination message (MaxContainerTerminationMessageLogLength and
// -Lines of pkg/kubelet/container).
const (
	maxLogBytes = 2048
	maxLogLines = 80
)

// tail is the end of a stream.
type tail struct{ kept []byte }

func (t *tail) add(more []byte) {
	if len(more) > maxLogBytes {
		more = more[len(more)-maxLogBytes:]
	}
	if surplus := len(t.kept) + len(more) - maxLogBytes; surplus > 0 {
		t.kept = t.kept[:copy(t.kept, t.kept[surplus:])]
	}
	t.kept = append(t.kept, more...)
}

// text is its last lines, in whole characters.
func (t *tail) text() string {
	last := lines(t.kept, maxLogLines)
	for cut := 0; cut < utf8.UTFMax && len(last) > 0 && !utf8.RuneStart(last[0]); cut++ {
		last = last[1:]
	}
	return lastOf(strings.ToValidUTF8(string(last), "\uFFFD"))
}

// lines are the last of a text; the last one may have no end yet.
func lines(text []byte, most int) []byte {
	from := len(bytes.TrimSuffix(text, []byte("\n")))
	for range most {
		if from = bytes.LastIndexByte(text[:from], '\n'); from < 0 {
			return text
		}
	}
	return text[from+1:]
}
