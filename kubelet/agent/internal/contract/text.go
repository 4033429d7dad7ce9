package contract

import (
	"strings"
	"unicode/utf8"
)

// MaxEventMessage is what an API server takes of an event's note, in bytes.
const MaxEventMessage = 1024

// Cut is at most so many bytes of a text, in whole characters of valid UTF-8.
func Cut(text string, most int) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most]
}
