package seed

import (
	"time"

	"github.com/clouddrift/guardian/models"
)

// step is one step of a drift's lifecycle.
type step struct {
	to     models.Status
	at     time.Time
	by     *actor // nil for the program
	reason string
	how    models.ResolvedHow
	// action and details are those of the audit row, where they are not the usual ones.
	action  string
	details models.JSON
}

var stepActions = map[models.Status]string{
	models.StatusTriaged:  models.ActionDriftTriaged,
	models.StatusApproved: models.ActionDriftApproved,
	models.StatusRejected: models.ActionDriftRejected,
	models.StatusResolved: models.ActionDriftResolved,
}
