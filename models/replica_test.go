package models_test

import (
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func TestReplicaTold(t *testing.T) {
	t.Parallel()
	behind, at := 12.4, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for want, replica := range map[string]models.Replica{
		"this is a standby, 12 s behind its primary":                                                              {Following: true, BehindSeconds: &behind, NewestChange: &at},
		"this is a standby that follows no primary now; the newest change that it has is of 2026-01-02T03:04:05Z": {NewestChange: &at},
		"this is a standby that follows no primary now, and how old what it shows is is not known":                {},
	} {
		if got := replica.Told(); got != want {
			t.Errorf("%+v: %s", replica, got)
		}
	}
}
