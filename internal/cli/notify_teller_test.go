package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

// Not parallel: it works in a folder of its own, whose .env names the channel's address.
func TestChannelsAreReadFromDotenv(t *testing.T) {
	db := testdb.New(t)
	withRules(t, db, tellOncall)
	t.Chdir(t.TempDir())
	if err := os.WriteFile(filepath.Join(".", ".env"), []byte("NOTIFY_TEST_URL=gopher://S3CR3T\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := run(t, on(db, "notify")...)
	if r.status != 1 || !strings.Contains(r.err, "channel oncall: NOTIFY_TEST_URL holds an address of a kind that nobody knows") || strings.Contains(r.err, "S3CR3T") {
		t.Errorf("%d %q", r.status, r.err)
	}
}
