package repositories

import (
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// knownDrift is a drift that a detection may be a repeat of.
type knownDrift struct {
	ID uuid.UUID
	models.CoveredResource
}

func places(known []knownDrift) []models.CoveredResource {
	list := make([]models.CoveredResource, len(known))
	for i, k := range known {
		list[i] = k.CoveredResource
	}
	return list
}

// knownDrifts gives the drifts of the scan's scope and tool at the addresses of a
// detection or with its id, the newest first: the unresolved ones, and for a late
// detection the resolved ones after them. One that this scan has seen at another
// address is that address's own.
func (u unit) knownDrifts(in models.Detection, scan models.Scan) ([]knownDrift, error) {
	// Written out, since the partial index serves no condition that is a parameter.
	unresolved := "d.status <> 'resolved'"
	if in.Late() {
		unresolved = "true"
	}
	var known []knownDrift
	// In parts, each with an index of its own: of two addresses at once PostgreSQL would
	// read all of a scope, as long as it does not know that there is much of it, which
	// is throughout the first import.
	part := func(where string) string {
		return `SELECT d.id, d.status, d.detected_at, d.created_at, s.address, s.previous_address, s.resource_type, s.resource_id, s.region, s.account_id
		  FROM drift_summaries s JOIN drifts d ON d.id = s.drift_id
		  WHERE s.scope = @scope AND s.tool = @tool AND ` + unresolved + ` AND ` + where
	}
	parts := part("left(s.address, 200) = left(@address, 200) AND s.address = @address") +
		" UNION " + part("left(s.resource_id, 200) = left(@resource, 200) AND s.resource_id = @resource")
	if in.PreviousAddress != "" {
		parts += " UNION " + part("left(s.address, 200) = left(@previous, 200) AND s.address = @previous")
	}
	rows, err := u.db.Raw(`
		SELECT id, address, previous_address, resource_type, resource_id, region, account_id FROM (`+parts+`) known
		WHERE NOT EXISTS (SELECT FROM drift_occurrences o WHERE o.drift_id = known.id AND o.scan_id = @scan AND o.address <> @address)
		ORDER BY status <> 'resolved' DESC, detected_at DESC, created_at DESC, id`,
		map[string]any{
			"scope": scan.Scope, "tool": scan.Source, "address": in.Address, "previous": in.PreviousAddress,
			"resource": in.FullResourceID, "scan": in.Scan.ID,
		}).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var k knownDrift
		if err := rows.Scan(&k.ID, &k.Address, &k.PreviousAddress, &k.Type, &k.CoveredResource.ID, &k.Region, &k.Account); err != nil {
			return nil, err
		}
		known = append(known, k)
	}
	return known, rows.Err()
}

// actionDelete is the [models.Detection.Action] of a resource that is gone.
const actionDelete = "delete"

// lockedDrift is a known drift that nobody else changes any more, with what a
// detection is compared with.
type lockedDrift struct {
	drift    models.Drift
	summary  models.DriftSummary
	first    []models.JudgedChange // as its first scan kept them; nil where it kept none
	baseline []models.JudgedChange // as judged today
	seen     []models.JudgedChange // what the baseline is compared with
	gone     bool                  // the resource, when the drift was first seen
	over     *models.ApprovalTerm  // of an approval that has ended, else nil
}

// lockKnown locks a drift and reads what it is compared with; nil where somebody
// has deleted it, or has resolved it and the detection is not late.
func (u unit) lockKnown(known knownDrift, in models.Detection) (*lockedDrift, error) {
	k := &lockedDrift{}
	var err error
	k.drift, err = lock[models.Drift](u, "drift", known.ID)
	switch {
	case errors.Is(err, models.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	}
	if k.drift.Status == models.StatusResolved && !in.Late() {
		return nil, nil
	}
	if err := u.db.Where("drift_id = ?", known.ID).Take(&k.summary).Error; err != nil {
		return nil, err
	}
	first, err := u.occurrence(known.ID, &k.summary.FirstScanID)
	if err != nil {
		return nil, err
	}
	k.gone = first.Action == actionDelete
	if k.first, err = models.DecodeChanges(first.Changes); err != nil {
		return nil, err
	}
	if k.drift.Status == models.StatusApproved {
		approved, err := u.occurrence(known.ID, k.summary.ApprovedScanID)
		if err != nil {
			return nil, err
		}
		if k.over, err = u.over(k.drift); err != nil {
			return nil, err
		}
		return k, k.compare(approved, in)
	}
	return k, k.compare(first, in)
}

// sameKind says whether code knows the resource in both, or in neither: what it does
// not know and what is gone may both be without a change that tells them apart.
func (k *lockedDrift) sameKind(in models.Detection) bool {
	return (k.summary.Kind == models.KindUnmanaged) == (in.Kind == models.KindUnmanaged)
}

// givesWay says whether a detection that is no repeat takes the drift's place. What a
// tool by history tells of other places says nothing of the drift's own.
func (k *lockedDrift) givesWay(in models.Detection) bool {
	return !models.ToldByHistory(in.Scan.Source) || k.gone || in.Action == actionDelete || models.AllSeen(k.baseline, k.seen)
}

// compare sets the changes that one scan saw of the drift, those of the first where
// it kept none, against those of a detection. Of a drift of which an older release
// kept none it is what the differences tell, of both alike: they hold no more of what is
// masked than that it differs.
func (k *lockedDrift) compare(o models.Occurrence, in models.Detection) (err error) {
	rejudge := in.Rejudge
	if rejudge == nil {
		rejudge = func(changes []models.JudgedChange) []models.JudgedChange { return changes }
	}
	k.seen = in.Changes
	if k.baseline, err = models.DecodeChanges(o.Changes); err != nil {
		return err
	}
	if k.baseline == nil {
		k.baseline = k.first
	}
	if k.baseline == nil {
		if k.baseline, err = models.RecordedChanges(own(o.Difference, k.drift.Difference)); err != nil {
			return err
		}
		if k.seen, err = models.RecordedChanges(in.Difference); err != nil {
			return err
		}
		k.seen = rejudge(k.seen)
	}
	k.baseline = rejudge(k.baseline)
	return nil
}

// own is what an occurrence keeps, else the drift itself.
func own(of, drifts models.JSON) models.JSON {
	if len(of) > 0 {
		return of
	}
	return drifts
}

// occurrence reads what one scan saw of a drift; nothing where the scan is unknown
// or deleted.
func (u unit) occurrence(drift uuid.UUID, scan *uuid.UUID) (models.Occurrence, error) {
	var found models.Occurrence
	if scan == nil {
		return found, nil
	}
	err := u.db.Where("drift_id = ? AND scan_id = ?", drift, *scan).Limit(1).Find(&found).Error
	return found, err
}

// insertOccurrence notes that a scan saw a drift, and says whether it did not know;
// a second time in one scan changes nothing. What the drift itself or its first
// scan records is not kept again.
func (u unit) insertOccurrence(drift uuid.UUID, in models.Detection, firstSeen time.Time, due *time.Time, first []models.JudgedChange) (bool, error) {
	var changes models.JSON
	if seen := models.WithoutNext(in.Changes); first == nil || !models.SameChanges(seen, first) {
		changes = models.EncodeChanges(seen)
	}
	done := u.db.Exec(`
		INSERT INTO drift_occurrences (drift_id, scan_id, address, previous_address, resource_id, resource_type,
		  action, next_apply, kind, expected_state, actual_state, difference, changes, seen_at, first_seen_at, owner, due_at, created_at)
		SELECT id, @scan, @address, @previous, @resource, @type, @action, @next, @kind,
		  NULLIF(CAST(@expected AS jsonb), expected_state), NULLIF(CAST(@actual AS jsonb), actual_state), NULLIF(CAST(@difference AS jsonb), difference),
		  CAST(@changes AS jsonb), @seen, @first, @owner, CAST(@due AS timestamptz), statement_timestamp()
		FROM drifts WHERE id = @drift
		ON CONFLICT (drift_id, scan_id) DO NOTHING`,
		map[string]any{
			"drift": drift, "scan": in.Scan.ID, "address": in.Address, "previous": in.PreviousAddress,
			"resource": in.FullResourceID, "type": in.FullType, "action": in.Action, "next": in.NextApply, "kind": in.Kind,
			"expected": in.ExpectedState, "actual": in.ActualState, "difference": in.Difference, "changes": changes,
			"seen": in.SeenAt.UTC(), "first": firstSeen.UTC(), "owner": in.Owner, "due": due,
		})
	return done.RowsAffected > 0, done.Error
}
