package config_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/clouddrift/guardian/internal/config"
)

func TestLogFormatAndUTC(t *testing.T) {
	t.Parallel()
	at := time.Date(2025, 3, 4, 5, 6, 7, 890e6, time.FixedZone("east", 2*60*60))
	for _, c := range []struct {
		format   string
		terminal bool
		json     bool
	}{{"", true, false}, {"", false, true}, {"text", false, false}, {"json", true, true}} {
		var out bytes.Buffer
		log := config.Config{LogFormat: c.format, LogLevel: logrus.InfoLevel}.Logger(&out, c.terminal)
		log.Debug("hidden")
		log.WithTime(at).Info("shown")
		if isJSON := json.Valid(out.Bytes()); isJSON != c.json {
			t.Errorf("format %q, terminal %v: %s", c.format, c.terminal, &out)
		}
		if !strings.Contains(out.String(), "2025-03-04T03:06:07.890Z") || strings.Contains(out.String(), "hidden") {
			t.Errorf("format %q, terminal %v: %s", c.format, c.terminal, &out)
		}
	}
}
