package config_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode"

	"github.com/sirupsen/logrus"

	"github.com/clouddrift/guardian/internal/config"
)

// Whatever is logged, a terminal that shows it obeys none of it, and JSON says the same as before.
func TestLogSteersNoTerminal(t *testing.T) {
	t.Parallel()
	const hostile = "a\x1b]0;x\x07b\u009b31mc\u202ed\ntime=now level=info msg=forged\x7f"
	for _, c := range []struct {
		format   string
		terminal bool
	}{{"text", true}, {"text", false}, {"json", false}, {"json", true}} {
		var out bytes.Buffer
		log := config.Config{LogFormat: c.format, LogLevel: logrus.InfoLevel}.Logger(&out, c.terminal)
		log.WithField("path", hostile).WithError(errors.New(hostile)).Info(hostile)
		line := strings.TrimSuffix(out.String(), "\n")
		if strings.ContainsFunc(line, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }) {
			t.Errorf("%+v: %q", c, line)
		}
		var told map[string]string
		if c.format == "json" && (json.Unmarshal(out.Bytes(), &told) != nil || told["msg"] != hostile || told["path"] != hostile) {
			t.Errorf("%+v: %q", c, line)
		}
	}
}
