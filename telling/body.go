package telling

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// body is what a message tells, as the ledger keeps it.
type body struct {
	Items []item `json:"items"`
}

// item is one thing that a message tells.
type item struct {
	Kind models.NoticeKind `json:"kind"`
	At   time.Time         `json:"at"`
	// Drift to DueAt are the drift's, empty where it is about a rule.
	Drift        *uuid.UUID       `json:"drift,omitempty"`
	Severity     models.Severity  `json:"severity"`
	Address      string           `json:"address,omitempty"`
	ResourceType string           `json:"resourceType,omitempty"`
	ResourceID   string           `json:"resourceId,omitempty"`
	Tool         string           `json:"tool,omitempty"`
	NextApply    models.NextApply `json:"nextApply,omitempty"`
	DueAt        *time.Time       `json:"dueAt,omitempty"`
	// Says is a sentence about it.
	Says string `json:"says"`
	// Rule is the rule that ended.
	Rule string `json:"rule,omitempty"`
	// Before is as what the channel was told of the drift before.
	Before []before `json:"before,omitempty"`
}

// resource names what an item is about: by its address, else by its type and id.
func (i item) resource() string {
	switch {
	case i.Drift == nil:
		return i.Rule
	case i.Address != "":
		return i.Address
	}
	return i.ResourceType + " " + i.ResourceID
}

// outgoing is a message on its way.
type outgoing struct {
	models.Message
	items []item
	standing
	now time.Time // the ledger's
}

func read(m models.Message) (outgoing, error) {
	var b body
	err := json.Unmarshal(m.Body, &b)
	return outgoing{Message: m, items: b.Items}, err
}

// drifts gives the ids of the drifts that a message is about.
func (o outgoing) drifts() (ids []uuid.UUID) {
	for _, i := range o.items {
		if i.Drift != nil {
			ids = append(ids, *i.Drift)
		}
	}
	return ids
}

// told are the things that a message tells people, the gravest first, each drift once.
// That a drift is resolved is told only where it ends something.
func (o outgoing) told() (told []item) {
	at := map[uuid.UUID]int{}
	for _, i := range o.items {
		if i.Kind == models.NoticeResolved {
			continue
		}
		if i.Drift == nil {
			told = append(told, i)
		} else if n, twice := at[*i.Drift]; twice {
			if !strings.Contains(told[n].Says, i.Says) {
				told[n].Says += " " + i.Says
			}
		} else {
			at[*i.Drift] = len(told)
			told = append(told, i)
		}
	}
	slices.SortStableFunc(told, func(a, b item) int { return rank(a.Severity) - rank(b.Severity) })
	return told
}

// rank orders severities, the gravest first.
func rank(s models.Severity) int { return slices.Index(models.Severities(), s) }
