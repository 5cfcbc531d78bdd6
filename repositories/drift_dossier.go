package repositories

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// Dossier gives a drift with what belongs to it, limit rows at most of each kind,
// the newest first; their own lists have them all.
func (r DriftReader) Dossier(ctx context.Context, id uuid.UUID, limit int) (models.Dossier, error) {
	var d models.Dossier
	newest := models.PageRequest{Limit: limit}
	var seen map[uuid.UUID]models.Sighting
	for _, read := range []func() error{
		func() (err error) { d.Drift, err = r.Get(ctx, id); return err },
		func() (err error) { seen, err = r.Sightings(ctx, []uuid.UUID{id}); return err },
		func() (err error) { d.Changes, d.Judged, err = r.changes(ctx, d.Drift); return err },
		func() (err error) { d.Supersedes, err = r.relative(ctx, seen[id].Supersedes); return err },
		func() (err error) { d.SupersededBy, err = r.relative(ctx, seen[id].SupersededBy); return err },
		func() (err error) { d.Occurrences, err = r.Occurrences(ctx, id, newest); return err },
		func() (err error) {
			d.Alerts, err = AlertReader(r).List(ctx, models.AlertFilter{DriftID: &id}, newest)
			return err
		},
		func() (err error) {
			d.Costs, err = CostReader(r).List(ctx, models.CostFilter{DriftID: &id}, newest)
			return err
		},
		func() (err error) {
			d.Audit, err = AuditReader(r).List(ctx, models.AuditFilter{DriftID: &id}, newest)
			return err
		},
		func() (err error) { d.Deciders, err = r.deciders(ctx, d.Drift); return err },
	} {
		if err := read(); err != nil {
			return models.Dossier{}, err
		}
	}
	d.Sighting = seen[id]
	return d, nil
}

// DossierAsOf is [DriftReader.Dossier] as it stood at a moment: with what the ledger had
// recorded by then and nothing that came later. It fails with [models.ErrNotFound] where
// the ledger did not have the drift yet.
func (r DriftReader) DossierAsOf(ctx context.Context, id uuid.UUID, at time.Time, limit int) (models.Dossier, error) {
	var d models.Dossier
	newest := models.PageRequest{Limit: limit}
	var seen map[uuid.UUID]models.Sighting
	for _, read := range []func() error{
		func() (err error) { d.Drift, err = r.then(ctx, id, at); return err },
		func() (err error) { seen, err = r.SightingsAsOf(ctx, at, []uuid.UUID{id}); return err },
		func() (err error) { d.Changes, d.Judged, err = r.changesAsOf(ctx, d.Drift, at); return err },
		func() (err error) { d.Supersedes, err = r.relativeAsOf(ctx, seen[id].Supersedes, at); return err },
		func() (err error) { d.SupersededBy, err = r.relativeAsOf(ctx, seen[id].SupersededBy, at); return err },
		func() (err error) {
			d.Occurrences, err = occurrencesOf(id).by(at).page(ctx, r.unit, newest)
			return err
		},
		func() (err error) {
			d.Alerts, err = alertListing(models.AlertFilter{DriftID: &id}).by(at).page(ctx, r.unit, newest)
			return err
		},
		func() (err error) {
			d.Costs, err = costListing(models.CostFilter{DriftID: &id}).by(at).page(ctx, r.unit, newest)
			return err
		},
		func() (err error) {
			d.Audit, err = auditListing(models.AuditFilter{DriftID: &id}).by(at).page(ctx, r.unit, newest)
			return err
		},
		func() (err error) { d.Deciders, err = r.deciders(ctx, d.Drift); return err },
	} {
		if err := read(); err != nil {
			return models.Dossier{}, err
		}
	}
	d.Sighting = seen[id]
	for i := range d.Alerts.Items {
		if a := &d.Alerts.Items[i]; a.ReadAt != nil && a.ReadAt.After(at) { // reading is all that changes it
			a.IsRead, a.ReadAt, a.ReadBy, a.UpdatedAt = false, nil, nil, a.CreatedAt
		}
	}
	return d, nil
}

// relativeAsOf is relative as it stood at a moment: without what was decided later.
func (r DriftReader) relativeAsOf(ctx context.Context, id *uuid.UUID, at time.Time) (*models.Relative, error) {
	return r.toldOf(ctx, id, statusThen, at.UTC())
}

// changes are those of a drift as its newest scan judged them, or where no scan kept
// any those of its difference, of which nobody knows how grave they are.
func (r DriftReader) changes(ctx context.Context, d models.Drift) (_ []models.JudgedChange, judged bool, err error) {
	var kept models.DriftSummary
	err = r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Where("drift_id = ?", d.ID).Select("changes").Limit(1).Find(&kept).Error
	})
	if err != nil {
		return nil, false, err
	}
	return changesOr(kept.Changes, d)
}

// changesAsOf are the changes of a drift as the newest scan of then judged them. Of an
// occurrence that has none of its own they are those of the first.
func (r DriftReader) changesAsOf(ctx context.Context, d models.Drift, at time.Time) ([]models.JudgedChange, bool, error) {
	var kept struct{ Changes models.JSON }
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Raw(changesThen("@drift"), map[string]any{"drift": d.ID, "at": at.UTC()}).Scan(&kept).Error
	})
	if err != nil {
		return nil, false, err
	}
	return changesOr(kept.Changes, d)
}

// changesOr are changes that a scan judged, or where there are none those of the drift's
// difference.
func changesOr(kept models.JSON, d models.Drift) ([]models.JudgedChange, bool, error) {
	changes, err := models.DecodeChanges(kept)
	if err != nil || len(changes) > 0 {
		return changes, true, err
	}
	changes, err = models.RecordedChanges(d.Difference)
	for i := range changes {
		changes[i].Severity = ""
	}
	return changes, false, err
}

// deciders are the users who approved or rejected a drift, as far as a role that only reads has a right to.
func (r DriftReader) deciders(ctx context.Context, d models.Drift) (map[uuid.UUID]models.User, error) {
	var ids []uuid.UUID
	for _, id := range []*uuid.UUID{d.ApprovedBy, d.RejectedBy} {
		if id != nil {
			ids = append(ids, *id)
		}
	}
	var rows []models.User
	if err := namesOf(ctx, r.unit, &models.User{}, "id, email, first_name, last_name, is_active", ids, &rows); err != nil {
		return nil, err
	}
	users := make(map[uuid.UUID]models.User, len(rows))
	for _, user := range rows {
		users[user.ID] = user
	}
	return users, nil
}
