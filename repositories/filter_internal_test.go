package repositories

import (
	"testing"
	"time"

	"gorm.io/gorm/clause"

	"github.com/clouddrift/guardian/models"
)

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
