package server_test

import (
	"net/http"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/internal/schema"
	"github.com/clouddrift/guardian/internal/testdb"
)

// A reading role with the rights that schema grants gives it is enough for every route.
func TestReadingRole(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.furnish(t)
	app, _ := testdb.Role(t, l.url)
	read, as := testdb.Role(t, l.url)
	grants, err := schema.Grants("", app, read)
	must(t, err)
	owner, err := pgx.Connect(t.Context(), l.url)
	must(t, err)
	_, err = owner.Exec(t.Context(), grants)
	must(t, err)
	must(t, owner.Close(t.Context()))
	l.url = as
	h := l.server(t)
	one := []string{"/debug/drifts/" + l.group.String(), "/debug/scans/" + l.scan.ID.String(), "/debug/scopes/network/prod"}
	for _, at := range append(routes[:len(routes)-1:len(routes)-1], one...) {
		for _, accept := range []string{asPage, "application/json", "text/csv", "application/x-ndjson"} {
			if got := get(h, at, "Accept", accept).Code; got >= http.StatusInternalServerError || got == http.StatusForbidden {
				t.Errorf("%s as %s: %d", at, accept, got)
			}
		}
	}
	decode(t, get(h, one[0]), http.StatusOK)
}
