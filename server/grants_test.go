package server_test

import (
	"net/http"
	"testing"
)

// What schema grants gives the reading role, as which each server of these tests reads, is enough for every route.
func TestReadingRole(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.furnish(t)
	h := l.server(t)
	one := []string{"/debug/drifts/" + l.group.String(), "/debug/drifts/" + l.disk.String(), "/debug/drifts/" + l.gone.String(), "/debug/scans/" + l.scan.ID.String(), "/debug/scopes/network/prod"}
	for _, at := range append(routes[:len(routes)-1:len(routes)-1], one...) {
		for _, accept := range []string{asPage, "application/json", "text/csv", "application/x-ndjson"} {
			if got := get(h, at, "Accept", accept).Code; got >= http.StatusInternalServerError || got == http.StatusForbidden {
				t.Errorf("%s as %s: %d", at, accept, got)
			}
		}
	}
	decode(t, get(h, one[0]), http.StatusOK)
}
