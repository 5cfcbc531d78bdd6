package telling

import (
	"maps"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// before is as what a channel was told of a drift.
type before struct {
	Kind     models.NoticeKind `json:"kind"`
	Scope    string            `json:"scope"`
	Owner    string            `json:"owner"`
	Severity models.Severity   `json:"severity"`
	At       time.Time         `json:"at"`
}

func beforeOf(n models.Notice) before {
	return before{n.Kind, n.Scope, n.Owner, n.Severity, n.CreatedAt.UTC()}
}

// alertOf names what an alert is about.
type alertOf struct {
	drift uuid.UUID
	kind  models.NoticeKind
}

// standing is how the drifts of a message stand by now.
type standing struct {
	// resolved are those that are, so that nothing is told as open that is not.
	resolved map[uuid.UUID]bool
	// newest is as what the channel was told last: a message that failed may come after newer ones.
	newest map[alertOf]before
}

func (s standing) equal(o standing) bool {
	return maps.Equal(s.resolved, o.resolved) && maps.Equal(s.newest, o.newest)
}

// replaced says that a drift is told as something else by now.
func (s standing) replaced(drift uuid.UUID, b before) bool {
	newest, known := s.newest[alertOf{drift, b.Kind}]
	return known && !newest.same(b)
}

// same says of two tellings of one drift that they are one alert.
func (b before) same(o before) bool {
	return b.Kind == o.Kind && b.Scope == o.Scope && b.Owner == o.Owner && b.Severity == o.Severity
}
