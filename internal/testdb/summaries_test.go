package testdb

import (
	"strings"
	"testing"
)

func TestBrokenSummaries(t *testing.T) {
	t.Parallel()
	db := Open(t)
	_, err := db.Pool.Exec(t.Context(), `
		INSERT INTO drifts (resource_id, resource_type, region, expected_state, actual_state, difference, detected_at, detected_by)
		VALUES ('i', 'EC2', 'r', '{}', '{}', '{}', now(), 'api')`)
	if err != nil {
		t.Fatal(err)
	}
	if broken := BrokenSummaries(t, db); len(broken) > 0 {
		t.Errorf("a drift that no scan saw: %v", broken)
	}
	_, err = db.Pool.Exec(t.Context(), `
		INSERT INTO drift_summaries (drift_id, scope, tool, address, resource_id, resource_type, first_seen, last_seen, first_scan_id, newest_scan_id, supersedes, next_apply)
		SELECT id, 's', 'terraform', 'a', 'i', 't', now(), now(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'keep' FROM drifts`)
	if err != nil {
		t.Fatal(err)
	}
	broken := strings.Join(BrokenSummaries(t, db), "\n")
	for _, want := range []string{"a drift has one where", "its scans saw", "a scan that could tell", "that one names it", "what the trail does"} {
		if !strings.Contains(broken, want) {
			t.Errorf("lacks %q: %s", want, broken)
		}
	}
}
