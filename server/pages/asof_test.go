package pages

import (
	"testing"
	"time"
)

func TestAsOfNotice(t *testing.T) {
	t.Parallel()
	if asOfNotice(now, time.Time{}, "/x") != nil {
		t.Error("now is a moment of the past")
	}
	if got := asOfNotice(now, now.Add(-49*time.Hour+time.Millisecond), "/x"); got.Ago != "2 d ago" || got.Now != "/x" || got.Param != "2026-11-21T02:00:00.001Z" {
		t.Errorf("%+v", got)
	}
}
