package server_test

import (
	"net/http"
	"testing"
)

// What is known of scopes is that of the ledger as it stands, however often it is asked for.
func TestScopesAreCurrent(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	h := l.server(t)
	for _, more := range []string{"", "a/third", "a/fourth"} {
		if more != "" {
			l.newScan(t, more, l.ago(tagsAge))
		}
		want := map[string]string{"": "2", "a/third": "3", "a/fourth": "4"}[more]
		for range 2 {
			if got := decode(t, get(h, "/debug/scopes"), http.StatusOK)["total"]; got != number(want) {
				t.Errorf("%s scopes, want %s", got, want)
			}
		}
	}
}
