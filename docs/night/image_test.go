//go:build darwin || freebsd || linux

package night_test

import (
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

func TestImage(t *testing.T) {
	t.Parallel()
	database := testdb.Empty(t).URL
	runPage(t, "image.md", database, "DATABASE_URL="+database, "ADMIN_TOKEN=0123456789abcdef", "HTTP_ADDR="+freeAddress)
}
