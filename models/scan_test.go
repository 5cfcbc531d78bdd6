package models_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func TestCreateScanInput(t *testing.T) {
	t.Parallel()
	type in = models.CreateScanInput
	checkInput(t, in{Scope: "prod", Source: "terraform", ScannedAt: noon, DetectedBy: models.DetectedByScheduler}, slices.Concat(
		limit("source", 50, true, func(s *in, text string) { s.Source = text }),
		limit("file", 0, false, func(s *in, text string) { s.File = text }),
		limit("toolVersion", 50, false, func(s *in, text string) { s.ToolVersion = text }),
		limit("formatVersion", 50, false, func(s *in, text string) { s.FormatVersion = text }),
		moment("scannedAt", true, func(s *in, at time.Time) { s.ScannedAt = at }),
		moment("reportTime", false, func(s *in, at time.Time) { s.ReportTime = at }),
		[]change[in]{
			{"no scope", func(s *in) { s.Scope = "" }, []string{"scope"}},
			{"a scope with U+0000", func(s *in) { s.Scope = "\x00" }, []string{"scope"}},
			{"a scope of 1024 bytes", func(s *in) { s.Scope = strings.Repeat("世", 341) + "a" }, nil},
			{"a scope of 1025 bytes", func(s *in) { s.Scope = strings.Repeat("世", 341) + "ab" }, []string{"scope"}},
			{"a negative size", func(s *in) { s.ReportBytes = -1 }, []string{"reportBytes"}},
			{"another detector", func(s *in) { s.DetectedBy = "cron" }, []string{"detectedBy"}},
		},
	))
}
