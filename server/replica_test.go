package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

// Whoever reads a standby is told so wherever one looks whether the server is well.
func TestReplicaIsTold(t *testing.T) {
	t.Parallel()
	first, second := testdb.Standby(t)
	for _, c := range []struct {
		database testdb.Database
		standby  bool
	}{{first, false}, {second, true}} {
		h := (&ledger{database: c.database}).server(t)
		_, told := decode(t, get(h, "/debug/schema"), http.StatusOK)["replica"]
		for _, says := range []bool{
			told,
			strings.Contains(get(h, "/readyz").Body.String(), "this is a standby"),
			strings.Contains(get(h, "/debug/schema", "Accept", asPage).Body.String(), "this is a standby"),
			strings.Contains(get(h, "/metrics").Body.String(), "guardian_database_replica_following 1"),
		} {
			if says != c.standby {
				t.Errorf("a standby: %v, and it says so: %v", c.standby, says)
			}
		}
	}
}
