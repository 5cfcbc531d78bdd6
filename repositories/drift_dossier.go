package repositories

import (
	"context"

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
	changes, err := models.DecodeChanges(kept.Changes)
	if err != nil || len(changes) > 0 {
		return changes, true, err
	}
	changes, err = models.RecordedChanges(d.Difference)
	for i := range changes {
		changes[i].Severity = ""
	}
	return changes, false, err
}

// deciders are the users who approved or rejected a drift.
func (r DriftReader) deciders(ctx context.Context, d models.Drift) (map[uuid.UUID]models.User, error) {
	users := map[uuid.UUID]models.User{}
	for _, id := range []*uuid.UUID{d.ApprovedBy, d.RejectedBy} {
		if id == nil {
			continue
		}
		user, err := UserReader(r).Get(ctx, *id)
		if err != nil {
			return nil, err
		}
		users[*id] = user
	}
	return users, nil
}
