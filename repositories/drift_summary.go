package repositories

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// newSummary is the summary of a drift that one scan has seen.
func newSummary(drift uuid.UUID, scan models.Scan, in models.Detection) models.DriftSummary {
	seen := models.Stored(in.SeenAt)
	s := models.DriftSummary{
		DriftID: drift, Scope: scan.Scope, Tool: scan.Source,
		Address: in.Address, ResourceID: in.FullResourceID, ResourceType: in.FullType,
		PreviousAddress: in.PreviousAddress, Region: in.Region, AccountID: in.AccountID, Kind: in.Kind,
		FirstSeen: seen, LastSeen: seen, Occurrences: 1,
		Owner: in.Owner, NextApply: in.NextApply, Changes: models.EncodeChanges(in.Changes), Places: models.MustJSON(models.PlacesOf(in.Changes)), FirstScanID: scan.ID, NewestScanID: scan.ID,
	}
	if in.NextApply != models.NextApplyUnknown {
		s.NextApplyAt = &seen
	}
	return s
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// dueAt is by when a drift is to be resolved that was first seen at a time; nil where no
// rule says.
func dueAt(firstSeen time.Time, in models.Detection) *time.Time {
	if in.DueWithin == nil {
		return nil
	}
	at := firstSeen.Add(*in.DueWithin).UTC()
	return &at
}

// sumUp gives the summary of a drift with one more occurrence. One of a time before the
// drift was last seen counts and tells when it was first seen, from which its date follows,
// and nothing of now.
func sumUp(s models.DriftSummary, in models.Detection, late bool) (models.DriftSummary, error) {
	was, seen := s, models.Stored(in.SeenAt)
	s.Occurrences++
	s.FirstSeen = earlier(was.FirstSeen, seen)
	if seen.After(s.LastSeen) {
		s.LastSeen = seen
	}
	if s.DueAt != nil {
		due := s.DueAt.Add(s.FirstSeen.Sub(was.FirstSeen)).UTC()
		s.DueAt = &due
	}
	if !late {
		s.Address, s.ResourceID, s.ResourceType = in.Address, in.FullResourceID, in.FullType
		s.PreviousAddress, s.Region, s.AccountID, s.NewestScanID = in.PreviousAddress, in.Region, in.AccountID, in.Scan.ID
		s.Owner, s.DueAt = in.Owner, dueAt(s.FirstSeen, in)
		if in.Kind != models.KindUnknown {
			s.Kind = in.Kind
		}
		before, err := models.DecodeChanges(s.Changes)
		if err != nil {
			return s, err
		}
		changes := models.KeepKnownNext(before, in.Changes)
		if !models.SameChanges(before, changes) {
			s.Changes, s.Places = models.EncodeChanges(changes), models.MustJSON(models.PlacesOf(changes))
		}
		s.NextApply, s.NextApplyAt = nextOf(was, in, before, changes)
	}
	return s, nil
}

// nextOf gives the newest known answer about the changes that a drift has, and its time: what
// the scan cannot tell of one that counts, an earlier one may have told.
func nextOf(was models.DriftSummary, in models.Detection, before, changes []models.JudgedChange) (models.NextApply, *time.Time) {
	next := models.NextApplyOf(in.NextApply, changes)
	switch seen := models.Stored(in.SeenAt); {
	case next == models.NextApplyUnknown && was.NextApply == next:
		return next, nil
	case next == models.NextApplyUnknown && !slices.ContainsFunc(before, models.JudgedChange.TellsNext) && models.SameDrift(before, in.Changes, true):
		return was.NextApply, was.NextApplyAt // which was told of the whole, and that is the same
	case next == models.NextApplyUnknown:
		return next, nil
	case next == in.NextApply:
		return next, &seen
	case was.NextApplyAt == nil: // it was told of what was noise then
		return next, &was.LastSeen
	}
	return next, was.NextApplyAt
}

// updateSummaries writes summaries that are there, in place of those that were, in the same
// order: the columns in which any of them has changed. What changes with each scan has no
// index, so that PostgreSQL leaves the indexes alone where it writes nothing else.
func (u unit) updateSummaries(were, are []models.DriftSummary) error {
	var set []string
	written := []int{0} // the key
	for c, column := range columnsOf(reflect.TypeFor[models.DriftSummary]()) {
		for i := range are {
			if !sameValue(columnOf(&were[i], c), columnOf(&are[i], c)) {
				set, written = append(set, column+" = new."+column), append(written, c)
				break
			}
		}
	}
	if len(set) == 0 {
		return nil
	}
	return u.db.Exec("UPDATE drift_summaries SET "+strings.Join(set, ", ")+" FROM ? WHERE drift_summaries.drift_id = new.drift_id", tableOf(are, "new", written...)).Error
}
