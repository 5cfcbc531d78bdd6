package cli_test

import (
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

func TestNoUsersYet(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	refused(t, 1, []string{"no users yet", "guardian user add --email ann@example.com --role engineer"},
		on(db, "drift", "triage", "5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55", "--as", "ann@example.com")...)
}
