//go:build darwin || freebsd || linux

package night_test

import (
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

func TestRetention(t *testing.T) {
	t.Parallel()
	database := testdb.New(t).Owner().URL
	if out, err := shell(t, t.TempDir(), "guardian seed", "DATABASE_URL="+database); err != nil {
		t.Fatal(out, err)
	}
	runPage(t, "retention.md", database, "DATABASE_URL="+database)
}
