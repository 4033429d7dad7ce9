package supervise

import (
	"fmt"
	"strings"
	"testing"
)

// By the kubelet's figures: 2,048 bytes of the last 80 lines.
func TestTheEndOfALog(t *testing.T) {
	hundred := make([]string, 100)
	for index := range hundred {
		hundred[index] = fmt.Sprint(index)
	}
	for name, test := range map[string]struct{ log, want string }{
		"nothing":               {"", ""},
		"all of it":             {"one\ntwo", "one\ntwo"},
		"an empty line":         {"\n", "\n"},
		"lines":                 {strings.Join(hundred, "\n") + "\n", strings.Join(hundred[20:], "\n") + "\n"},
		"the last has no end":   {strings.Join(hundred, "\n"), strings.Join(hundred[20:], "\n")},
		"bytes":                 {strings.Repeat("x", 3000) + "end", strings.Repeat("x", 2045) + "end"},
		"bytes of a line":       {strings.Repeat(strings.Repeat("y", 99)+"\n", 30), strings.Repeat("y", 47) + "\n" + strings.Repeat(strings.Repeat("y", 99)+"\n", 20)},
		"a character cut apart": {"ü" + strings.Repeat("z", 2047), strings.Repeat("z", 2047)},
		"what is no text":       {"a\xffb", "a\uFFFDb"},
	} {
		for _, piece := range []int{1, 7, 1000, 10_000} {
			var last tail
			for from := 0; from < len(test.log); from += piece {
				last.add([]byte(test.log[from:min(len(test.log), from+piece)]))
			}
			if got := last.text(); got != test.want {
				t.Errorf("%s, by %d: %q, not %q", name, piece, got, test.want)
			}
		}
	}
}
