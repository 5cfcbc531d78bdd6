package server_test

import (
	"testing"
	"time"
)

func TestCosts(t *testing.T) {
	t.Parallel()
	l, h := newFurnished(t)
	yesterday := l.now.AddDate(0, 0, -1).Format(time.DateOnly)
	listCase{"/debug/cost-metrics", 1, "costUsd", []string{"orders", "−$44.85"}, map[string]int{"since=" + yesterday: 1, "until=" + yesterday: 0, "driftId=" + l.gone.String(): 0}}.check(t, l, h)
}
