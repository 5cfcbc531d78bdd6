package testdb

import "testing"

// Another user has the same password, if any, and the same database and settings.
func TestAs(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"postgres://guardian:s3cret@127.0.0.1:5432/x?sslmode=disable": "postgres://tests_app:s3cret@127.0.0.1:5432/x?sslmode=disable",
		"postgres://guardian@127.0.0.1/x":                             "postgres://tests_app@127.0.0.1/x",
		"postgres://127.0.0.1/x":                                      "postgres://tests_app@127.0.0.1/x",
	} {
		if got := as(address, "tests_app"); got != want {
			t.Errorf("%s becomes %s, want %s", address, got, want)
		}
	}
}
