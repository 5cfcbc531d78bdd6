package repositories

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// Whatever a caller sends as a cursor is refused by name, or is a place that
// PostgreSQL can read.
func FuzzCursor(f *testing.F) {
	store := New(testdb.Open(f), time.Minute)
	sorts := slices.Sorted(maps.Keys(driftOrders))
	id := uuid.New()
	for i, sort := range sorts {
		for _, value := range []string{"", "3", "12.50", "1e9", "NaN", "2026-01-02T03:04:05.123456Z", "infinity", "'; DROP TABLE drifts", "\x00", "0000-01-01T00:00:00Z"} {
			f.Add(cursor{Sort: string(sort), Value: value, ID: id}.encode(), i)
		}
	}
	f.Fuzz(func(t *testing.T, text string, n int) {
		sort := sorts[uint(n)%uint(len(sorts))]
		_, err := store.Drifts.List(t.Context(), models.DriftQuery{Sort: sort, PageRequest: models.PageRequest{Cursor: text}})
		if err != nil && (!errors.Is(err, models.ErrInvalid) || !strings.HasPrefix(err.Error(), "cursor: ")) {
			t.Errorf("%q by %s: %v", text, sort, err)
		}
	})
}
