package repositories

import (
	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// newSummary is the summary of a drift that one scan has seen.
func newSummary(drift uuid.UUID, scan models.Scan, in models.Detection) models.DriftSummary {
	seen := stored(in.SeenAt)
	s := models.DriftSummary{
		DriftID: drift, Scope: scan.Scope, Tool: scan.Source,
		Address: in.Address, ResourceID: in.FullResourceID, ResourceType: in.FullType,
		Region: in.Region, AccountID: in.AccountID, Kind: in.Kind,
		FirstSeen: seen, LastSeen: seen, Occurrences: 1,
		NextApply: in.NextApply, Changes: models.EncodeChanges(in.Changes), Places: models.MustJSON(models.PlacesOf(in.Changes)), FirstScanID: scan.ID,
	}
	if in.NextApply != models.NextApplyUnknown {
		s.NextApplyAt = &seen
	}
	return s
}

// sumUp adds an occurrence to the summary of a drift that is locked. A late one
// counts and tells when the drift was first seen, and nothing of now.
func (u unit) sumUp(s models.DriftSummary, in models.Detection) error {
	seen := stored(in.SeenAt)
	s.Occurrences++
	if seen.Before(s.FirstSeen) {
		s.FirstSeen = seen
	}
	if seen.After(s.LastSeen) {
		s.LastSeen = seen
	}
	if !in.Late() {
		s.Address, s.ResourceID, s.ResourceType = in.Address, in.FullResourceID, in.FullType
		s.Region, s.AccountID = in.Region, in.AccountID
		if in.Kind != models.KindUnknown {
			s.Kind = in.Kind
		}
		before, err := models.DecodeChanges(s.Changes)
		if err != nil {
			return err
		}
		s.Changes, s.Places = models.EncodeChanges(keepKnownNext(before, in.Changes)), models.MustJSON(models.PlacesOf(in.Changes))
		if in.NextApply != models.NextApplyUnknown {
			s.NextApply, s.NextApplyAt = in.NextApply, &seen
		}
	}
	return u.db.Save(&s).Error
}

// keepKnownNext gives the changes of now, each that a scan cannot tell the next
// apply of with what an earlier one said of the same place.
func keepKnownNext(before, now []models.JudgedChange) []models.JudgedChange {
	told := map[string]models.NextApply{}
	for _, c := range before {
		told[c.Path] = c.NextApply
	}
	kept := make([]models.JudgedChange, len(now))
	for i, c := range now {
		if earlier, known := told[c.Path]; known && c.NextApply == models.NextApplyUnknown {
			c.NextApply = earlier
		}
		kept[i] = c
	}
	return kept
}

// withoutNext gives changes without what the next apply does about them, which an
// occurrence says of the drift as a whole.
func withoutNext(changes []models.JudgedChange) []models.JudgedChange {
	plain := make([]models.JudgedChange, len(changes))
	for i, c := range changes {
		c.NextApply = ""
		plain[i] = c
	}
	return plain
}
