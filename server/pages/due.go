package pages

import (
	"time"

	"github.com/clouddrift/guardian/models"
)

// due is by when a drift is to be resolved.
type due struct {
	When    moment
	Overdue bool
}

// dueOf is nil where no rule says when, and of a drift that is resolved.
func dueOf(now time.Time, d models.SeenDrift) *due {
	if d.Seen.DueAt == nil || d.Status == models.StatusResolved {
		return nil
	}
	return &due{momentOf(now, *d.Seen.DueAt), d.Overdue()}
}
