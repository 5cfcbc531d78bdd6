package server_test

import "testing"

func TestUsers(t *testing.T) {
	t.Parallel()
	l, h := newFurnished(t)
	listCase{"/debug/users", 1, "isActive", []string{"mira@example.com", "Mira Osei", "engineer"}, map[string]int{"role=admin": 0, "active=true": 1, "active=false": 0}}.check(t, l, h)
}
