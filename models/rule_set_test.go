package models_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestApplyRulesInput(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*models.ApplyRulesInput){
		"file: is required":                           func(in *models.ApplyRulesInput) { in.File = "" },
		"source: takes less than 10000000 bytes":      func(in *models.ApplyRulesInput) { in.Source = strings.Repeat("#", 10_000_000) },
		"source: must be UTF-8":                       func(in *models.ApplyRulesInput) { in.Source = "\xff" },
		"rules[1].key: is required":                   func(in *models.ApplyRulesInput) { in.Rules[1].Key = "" },
		"rules[1].key: takes at most 1024 bytes":      func(in *models.ApplyRulesInput) { in.Rules[1].Key = strings.Repeat("k", 1025) },
		`rules[1].key: stands twice: "a"`:             func(in *models.ApplyRulesInput) { in.Rules[1].Key = "a" },
		"rules[0].reason: must not contain":           func(in *models.ApplyRulesInput) { in.Rules[0].Reason = "\x00" },
		"by: is required":                             func(in *models.ApplyRulesInput) { in.By = models.ApplyRulesInput{}.By },
		"host: takes at most 255 characters, got 256": func(in *models.ApplyRulesInput) { in.Host = strings.Repeat("h", 256) },
	} {
		in := models.ApplyRulesInput{File: "rules.hcl", By: someone, Rules: []models.RuleLine{{Key: "a"}, {Key: "b"}}}
		if err := in.Validate(); err != nil {
			t.Fatal(err)
		}
		change(&in)
		if err := in.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
