package repositories

import (
	"slices"
	"testing"
	"time"

	"gorm.io/gorm/clause"

	"github.com/clouddrift/guardian/models"
)

// A filter of drifts by what changes has a condition of then, or a list of the past would be kept by
// what is so now.
func TestEachFilterGoesAsOf(t *testing.T) {
	t.Parallel()
	same := []string{"scope", "tool", "costAtLeast"} // which never change
	for _, line := range models.DriftFilters() {
		if line.Column == "" && clausesThen[line.Name] == nil && !slices.Contains(same, line.Name) {
			t.Errorf("%s is asked as of a moment by what is so now", line.Name)
		}
	}
}

// What a filter keeps, by the kind of its value.
func TestWhereOf(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]struct {
		kind  models.FilterKind
		value any
	}{
		"n IN ?":            {models.FilterTexts, []string{"a"}},
		"n IN ('a', 'b''')": {models.FilterWords, []string{"a", "b'"}},
		"n":                 {models.FilterFlag, true},
		"n IS NOT TRUE":     {models.FilterFlag, false},
		"n >= ?":            {models.FilterAtLeast, int64(7)},
		"n < ?":             {models.FilterUntil, time.Now()},
		"n = ?":             {models.FilterID, "x"},
	} {
		got, err := whereOf(models.Filter[int]{FilterLine: models.FilterLine{Column: "n", Kind: c.kind}}, c.value)
		if err != nil || got.(clause.Expr).SQL != want {
			t.Errorf("%v: %+v, %v, want %s", c, got, err, want)
		}
	}
	if _, err := whereOf(models.Filter[int]{FilterLine: models.FilterLine{Name: "nothing"}}, "x"); err == nil {
		t.Error("a filter with neither column nor clause keeps something")
	}
}
