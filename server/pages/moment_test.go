package pages

import (
	"testing"
	"time"
)

func TestAgo(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for d, want := range map[time.Duration]string{
		0: "just now", 59 * time.Second: "just now", time.Minute: "1 min ago", 90 * time.Minute: "90 min ago",
		2 * time.Hour: "2 h ago", 47 * time.Hour: "47 h ago", 2 * day: "2 d ago", 59 * day: "59 d ago", 60 * day: "2 mo ago",
		729 * day: "24 mo ago", 730 * day: "2 y ago", 200 * 365 * day: "200 y ago",
		-time.Second: "now", -3 * time.Hour: "in 3 h",
	} {
		if got := ago(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}
