package repositories_test

import (
	"slices"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

// Whatever writes new drifts gives them, and what is written with them, ids of the day, so that they lie beside the
// others of that day.
func TestNewDriftsAreOfTheirDay(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	today := []string{dayOf(time.Now())}
	_, err := l.Drifts.Create(l.Context(), input())
	l.ok(err)
	made, err := l.Drifts.CreateMany(l.Context(), []models.CreateDriftInput{input(), input()})
	l.ok(err)
	seen := l.detect("scope")
	_, err = l.Costs.RecordMany(l.Context(), []models.RecordCostInput{costInput(&made[0].ID), costInput(&seen.DriftID)})
	l.ok(err)
	today = append(today, dayOf(time.Now()))
	for table, want := range map[string]int{"drifts": 4, "alerts": 1, "cost_metrics": 2, "audit_logs": 7} {
		ids := one[[]string](l, "SELECT array_agg(id::text) FROM "+table)
		if len(ids) != want || slices.ContainsFunc(ids, func(id string) bool { return !slices.Contains(today, id[:2]) }) {
			t.Errorf("%s: %v, want %d of %s", table, ids, want, today)
		}
	}
}

// dayOf is how the ids of a day begin.
func dayOf(at time.Time) string {
	const digits = "0123456789abcdef"
	day := at.Unix() / (24 * 60 * 60) % 256
	return string([]byte{digits[day/16], digits[day%16]})
}
