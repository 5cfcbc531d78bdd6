package seed

import (
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// storyDays is how far back the story goes.
const storyDays = 90

// scene is one scope while its story is made: first the scans and what befalls the
// resources is planned, then the rows are written.
type scene struct {
	*writer
	scope
	kinds     []*kind
	scans     []models.Scan // in the order of their times
	resources []*resource
	plans     []*plan
}

// resource is one resource of the scope.
type resource struct {
	kind    *kind
	values  values
	address string
	freeAt  time.Time // when its last drift came to its end; forever for an unresolved one
}

// plan is one drift to be.
type plan struct {
	*resource
	*variant
	id     uuid.UUID
	first  int // the scan that detects it
	wanted models.Status
	steps  []step
	// end is when the drift is resolved; zero while it is not. last is the last scan
	// that sees it.
	end         time.Time
	last        int
	closedBy    int   // the scan that found the resource in order, or -1
	predecessor *plan // the drift whose place it took
	successor   *plan
	wandersFrom int // the scan from which the value is another one; beyond last: never
	firstSeen   time.Time
	costMonthly int64
	nextApply   models.NextApply
}

var forever = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
