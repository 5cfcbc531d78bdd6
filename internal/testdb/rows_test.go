package testdb

import (
	"fmt"
	"slices"
	"testing"
)

// Two ledgers to which the same was done have the same rows, and not where a value, a
// reference or the order of the trail is another.
func TestRows(t *testing.T) {
	t.Parallel()
	var all [][]string
	for _, c := range []struct{ first, region, action string }{
		{"i-1", "eu", "b"}, {"i-1", "eu", "b"}, {"i-2", "eu", "b"}, {"i-1", "us", "b"}, {"i-1", "eu", "c"},
	} {
		db := Open(t)
		second := map[string]string{"i-1": "i-2", "i-2": "i-1"}[c.first]
		_, err := db.Pool.Exec(t.Context(), fmt.Sprintf(`
			INSERT INTO drifts (resource_id, resource_type, region, expected_state, actual_state, difference, detected_at, detected_by, created_at)
			VALUES (%s, 'EC2', 'eu', '{}', '{}', '{}', '2026-01-01', 'api', now()), (%s, 'EC2', '%s', '{}', '{}', '{}', '2026-01-01', 'api', now() + interval '1 s');
			INSERT INTO audit_logs (drift_id, action, created_at) SELECT id, 'a', now() FROM drifts WHERE resource_id = 'i-1';
			INSERT INTO audit_logs (drift_id, action, created_at) SELECT id, '%s', now() + interval '1 s' FROM drifts WHERE resource_id = 'i-1'`,
			"'"+c.first+"'", "'"+second+"'", c.region, c.action))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, Rows(t, db))
	}
	SameRows(t, "one", all[0], "the same", all[1])
	for i, other := range all[2:] {
		if slices.Equal(all[0], other) {
			t.Errorf("%d: the same", i)
		}
	}
}
