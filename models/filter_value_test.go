package models_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// PostgreSQL takes 65,535 parameters, so no field takes values without end.
func TestFilterFieldsTakeSoManyValues(t *testing.T) {
	t.Parallel()
	many := func(n int) []string { return slices.Repeat([]string{"x"}, n) }
	for field, f := range map[string]func(n int) interface{ Validate() error }{
		"scope":      func(n int) interface{ Validate() error } { return models.ScanFilter{Scope: many(n)} },
		"action":     func(n int) interface{ Validate() error } { return models.AuditFilter{Action: many(n)} },
		"resourceId": func(n int) interface{ Validate() error } { return models.DriftFilter{ResourceID: many(n)} },
		"changed":    func(n int) interface{ Validate() error } { return models.DriftFilter{Changed: many(n)} },
		"status": func(n int) interface{ Validate() error } {
			return models.DriftFilter{Status: slices.Repeat(models.Statuses()[:1], n)}
		},
		"role": func(n int) interface{ Validate() error } {
			return models.UserFilter{Role: slices.Repeat(models.Roles()[:1], n)}
		},
	} {
		if err := f(models.MaxFilterValues).Validate(); err != nil {
			t.Errorf("%s: %v", field, err)
		}
		err := f(models.MaxFilterValues + 1).Validate()
		if !errors.Is(err, models.ErrInvalid) || err.Error() != field+": takes at most 1000 values, got 1001" {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestTexts(t *testing.T) {
	t.Parallel()
	if got := models.Texts([]models.Severity{models.SeverityInfo}); !slices.Equal(got, []string{"info"}) {
		t.Errorf("got %v", got)
	}
}

// PostgreSQL takes only so deep a query for words, and the time of one goes by how many there are, so those sought are few,
// in however many values they come.
func TestFilterOfWordsTakesSoMany(t *testing.T) {
	t.Parallel()
	many := func(n int) string { return strings.Repeat("a-b ", n/2) }
	for _, words := range [][]string{{many(models.MaxSoughtWords)}, {many(40), many(60)}, {"a", "..."}} {
		if err := (models.DriftFilter{Words: words}).Validate(); err != nil {
			t.Errorf("%.20q: %v", words, err)
		}
	}
	for _, words := range [][]string{{many(models.MaxSoughtWords + 2)}, {many(42), many(60)}} {
		err := models.DriftFilter{Words: words}.Validate()
		if !errors.Is(err, models.ErrInvalid) || err.Error() != "q: takes at most 100 words, got 102" {
			t.Errorf("%.20q: %v", words, err)
		}
	}
}
