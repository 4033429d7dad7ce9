package serve

import (
	"os"
	"testing"

	"fnk.dev/agent/internal/contract"
	"fnk.dev/agent/internal/framing"
)

// writes are the lengths of what was written at a time.
type writes []int

func (w *writes) Write(octets []byte) (int, error) {
	*w = append(*w, len(octets))
	return len(octets), nil
}

// What a pipe holds is two frames, each of one write; a full one has whole records of TLS.
func TestMuchOutputIsTakenAtOnce(t *testing.T) {
	from, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	const held = 64 << 10
	if _, err := to.Write(make([]byte, held)); err != nil {
		t.Fatal(err)
	}
	_ = to.Close()
	var written writes
	copyOut(from, make(chan struct{}), contract.ChannelStdout, framing.NewWriter(&written, func() error { return nil }))
	want := writes{framing.Header + firstPiece, framing.Header + held - firstPiece}
	if len(written) != 2 || written[0] != want[0] || written[1] != want[1] {
		t.Errorf("%v, not %v", written, want)
	}
	for _, octets := range []int{piece, forwardPiece} {
		if rest := (http2Head + framing.Header + octets) % tlsRecord; rest != 0 || octets > contract.MaxFrame {
			t.Errorf("a frame of %d: %d octets in a record of their own", octets, rest)
		}
	}
}
