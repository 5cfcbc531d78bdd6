package postgres

import "testing"

// What begins a transaction commits nothing, so it is given up at its deadline: behind a pooler that has no
// connection to lend it waits for one.
func TestWhatOnlyBegins(t *testing.T) {
	t.Parallel()
	for sql, want := range map[string]bool{
		"begin": true, "begin isolation level read committed": true, "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL jit = off": true,
		"beginning": false, "commit": false, "INSERT INTO drifts DEFAULT VALUES": false, "": false,
	} {
		if beginning.MatchString(sql) != want {
			t.Errorf("%q begins only: %v", sql, !want)
		}
	}
}
