package config

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/sirupsen/logrus"
)

// Inert is a writer of JSON, of which it gets whole texts. What a terminal would obey rather than show, and no
// encoder escapes, it writes as its escape: control characters of eight bits, and those that turn a text around.
type Inert struct{ io.Writer }

// Write implements [io.Writer].
func (w Inert) Write(p []byte) (int, error) {
	if _, err := io.WriteString(w.Writer, escaped(string(p), func(r rune) bool { return r >= 0x7f && steers(r) })); err != nil {
		return 0, err
	}
	return len(p), nil
}

// onTerminal is a formatter that writes messages into lines of a terminal as they are, but for what it would obey.
type onTerminal struct{ logrus.Formatter }

// Format implements [logrus.Formatter].
func (f onTerminal) Format(entry *logrus.Entry) ([]byte, error) {
	entry.Message = escaped(entry.Message, steers)
	return f.Formatter.Format(entry)
}

func steers(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }

// escaped is a text in which some characters stand as JSON escapes them.
func escaped(text string, some func(rune) bool) string {
	if !strings.ContainsFunc(text, some) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if some(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
