package server_test

import (
	"testing"

	"github.com/google/uuid"
)

func TestSessions(t *testing.T) {
	t.Parallel()
	l, h := newFurnished(t)
	listCase{"/debug/sessions", 1, "expiresAt", []string{"mira@example.com", "live"}, map[string]int{"userId=" + l.mira.ID.String(): 1, "userId=" + uuid.NewString(): 0}}.check(t, l, h)
}
