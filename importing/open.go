package importing

import (
	"strings"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// OpenDrifts are open drifts, each once, with how grave it is.
type OpenDrifts map[uuid.UUID]models.Severity

// Counts tells how many there are of each severity.
func (o OpenDrifts) Counts() map[models.Severity]int64 {
	counts := map[models.Severity]int64{}
	for _, severity := range o {
		counts[severity]++
	}
	return counts
}

// OpenID is the id of a drift among [OpenDrifts]: its own, or, where the ledger has none, one made of
// what names it, so that two reports that show it show the same.
func OpenID(drift *uuid.UUID, scope, tool, address, resourceID string) uuid.UUID {
	if drift != nil {
		return *drift
	}
	return uuid.NewSHA1(uuid.Nil, []byte(strings.Join([]string{scope, tool, address, resourceID}, "\x00")))
}
