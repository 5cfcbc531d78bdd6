package config

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"

	"github.com/sirupsen/logrus"
)

// Inert is a writer of JSON, of which it gets whole texts. What a terminal or the log of a pipeline would obey rather than
// show, and no encoder escapes, it writes as its escape: control characters of eight bits, those that turn a text around,
// and the sign of a command.
type Inert struct{ io.Writer }

// Write implements [io.Writer].
func (w Inert) Write(p []byte) (int, error) {
	text := escaped(string(p), func(r rune) bool { return r >= 0x7f && steers(r) })
	if strings.Contains(text, "##") {
		text = logCommand.ReplaceAllString(text, `#\u0023$1`)
	}
	if _, err := io.WriteString(w.Writer, text); err != nil {
		return 0, err
	}
	return len(p), nil
}

// logCommand is what the logs of Azure, TeamCity and GitHub take as a command. Two signs stand in texts alone in JSON.
var logCommand = regexp.MustCompile(`##([A-Za-z]*\[)`)

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
