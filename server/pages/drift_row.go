package pages

import (
	"time"

	"github.com/clouddrift/guardian/models"
)

// driftRow is one drift in the list.
type driftRow struct {
	Href, ResourceType, ResourceID string
	Address                        string
	Scope, ShortScope              string
	Region, Account                string
	Severity, Status               string
	Whole                          models.Whole
	Changes                        []shortChange
	MoreChanges                    int
	NextApply                      models.NextApply // "" where there is nothing to say
	WhyUnknown                     string           // why the next apply is not known, of a drift that it may do something about
	Owner                          string
	Due                            *due // nil where there is no date, or no more
	Cost                           cost
	Detected                       moment
	FirstSeen                      *moment // where that was before it was detected
	LastSeen                       *moment // where scans saw it more than once
	Times, Occurrences             string  // 2, 2 times
}

func driftRowOf(now time.Time, d models.Drift, seen models.Sighting) driftRow {
	r := driftRow{
		Href: driftHref(d.ID), ResourceType: d.ResourceType, ResourceID: d.ResourceID,
		Owner: seen.Owner, Due: dueOf(now, models.SeenDrift{Drift: d, Seen: seen}),
		Address: seen.Address, Scope: seen.Scope, ShortScope: shortScope(seen.Scope), Region: d.Region,
		Severity: string(d.Severity), Status: models.SeenDrift{Drift: d, Seen: seen}.StatusWord(),
		Whole: models.SeenDrift{Drift: d, Seen: seen}.Whole(), Cost: costOf(d.CostImpactMonthly), Detected: momentOf(now, d.DetectedAt),
	}
	if r.Address == r.ResourceID {
		r.Address = ""
	}
	if d.AccountID != nil {
		r.Account = *d.AccountID
	}
	switch {
	case d.Status == models.StatusResolved:
	case seen.NextApply != models.NextApplyUnknown:
		r.NextApply = seen.NextApply
	default:
		r.WhyUnknown = seen.UnknownWhy()
	}
	if first := seen.FirstSeen; !first.IsZero() && first.Before(d.DetectedAt) {
		since := momentOf(now, first)
		r.FirstSeen = &since
	}
	if seen.Occurrences > 1 {
		last := momentOf(now, seen.LastSeen)
		r.LastSeen, r.Times, r.Occurrences = &last, grouped(seen.Occurrences), counted(seen.Occurrences, "time")
	}
	r.Changes, r.MoreChanges = shortChanges(d.Difference, seen.Gravest)
	return r
}
