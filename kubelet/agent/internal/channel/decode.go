package channel

import (
	"encoding/json"
	"errors"
	"io"
)

// Decode reads exactly one JSON value. What this version does not know is refused: a field that is
// passed over would be a wish that nobody fulfils.
func Decode(from io.Reader, into any) error { return decode(from, into) }

func decode(from io.Reader, into any) error {
	decoder := json.NewDecoder(from)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value")
	}
	return nil
}
