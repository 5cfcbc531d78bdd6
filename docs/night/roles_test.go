//go:build darwin || freebsd || linux

package night_test

import (
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

func TestRoles(t *testing.T) {
	t.Parallel()
	runPage(t, "roles.md", testdb.Empty(t).URL, "OWNER_PASSWORD=0aa1", "APP_PASSWORD=1bb2", "READ_PASSWORD=2cc3", "ANN_PASSWORD=ten letters")
}
