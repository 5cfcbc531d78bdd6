package testdb_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

// A ledger with nothing in it counts right, and one whose sum was changed behind its back does not.
func TestMiscounted(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	if wrong := testdb.Miscounted(t, db); len(wrong) != 0 {
		t.Errorf("of nothing: %q", wrong)
	}
	if _, err := testdb.Super(t, db).Pool.Exec(t.Context(), "BEGIN; SET LOCAL session_replication_role = replica; INSERT INTO unread_alerts (alerts) VALUES (7); COMMIT"); err != nil {
		t.Fatal(err)
	}
	if wrong := testdb.Miscounted(t, db); len(wrong) != 2 || !strings.HasPrefix(wrong[0], "want ") && !strings.HasPrefix(wrong[1], "want ") {
		t.Errorf("of one too many: %q", wrong)
	}
}
