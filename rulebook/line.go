package rulebook

import (
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/clouddrift/guardian/models"
)

// line is a rule with what it asks for; what it does not ask for is nil.
type line struct {
	Rule
	at                  hcl.Range // of the block's first line
	scope, typ, address patterns
	path                patterns // of spelled paths
	tags                map[string]pattern
	severities          []models.Severity // of due and tell
	owner               patterns          // of due and tell
	to                  []Channel
}

func (l *line) tagged(tags map[string]string) bool {
	for name, wanted := range l.tags {
		value, has := tags[name]
		if !has || !wanted.match(value) {
			return false
		}
	}
	return true
}

// asksFor says whether a due or a tell block is about drifts of that severity and owner.
func (l *line) asksFor(severity models.Severity, owner string) bool {
	return (l.severities == nil || slices.Contains(l.severities, severity)) && l.owner.match(owner)
}
