package repositories

import (
	"context"

	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// mostMeant is how many drifts are listed of those that a name may mean.
const mostMeant = 20

// briefColumns are the fields of a [models.DriftBrief], of drifts and their summaries.
const briefColumns = "drifts.id, drifts.severity, drifts.status, COALESCE(s.scope, '') AS scope, COALESCE(s.address, '') AS address, drifts.resource_type, drifts.resource_id"

// Find gives the drift that people name. A place stands for the unresolved drift
// there, else for the newest. It fails with [models.ErrNotFound], and with a
// [*models.SeveralDriftsError] where the words mean several.
func (r DriftReader) Find(ctx context.Context, ref models.DriftReference) (models.DriftBrief, error) {
	var meant []models.DriftBrief
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		find := beginning
		if len(ref.Places) > 0 {
			find = standing
		}
		return find(db, ref).Limit(mostMeant + 1).Scan(&meant).Error
	})
	switch {
	case err != nil:
		return models.DriftBrief{}, err
	case len(meant) == 0:
		return models.DriftBrief{}, models.NotFound("drift", ref.String())
	case len(meant) == 1:
		return meant[0], nil
	}
	return models.DriftBrief{}, &models.SeveralDriftsError{
		Words: ref.String(), Meant: meant[:min(len(meant), mostMeant)], More: len(meant) > mostMeant,
	}
}

// beginning finds the drifts whose ids lie in a range of the primary key.
func beginning(db *gorm.DB, ref models.DriftReference) *gorm.DB {
	return db.Table("drifts").Select(briefColumns).Joins("LEFT JOIN drift_summaries s ON s.drift_id = drifts.id").
		Where("drifts.id BETWEEN ? AND ?", ref.First, ref.Last).Order("drifts.id")
}

// Beginning lists drifts in one of some statuses whose ids begin so, at most so many: in
// the order of their ids, or where begin is "" the newest. It is empty where no id begins
// so. It fails with [models.ErrInvalid] where the limit is none of a page.
func (r DriftReader) Beginning(ctx context.Context, begin string, statuses []models.Status, limit int) ([]models.DriftBrief, error) {
	if err := models.CheckLimit(limit); err != nil {
		return nil, err
	}
	first, last, any := models.IDsThatBegin(begin)
	if !any {
		return []models.DriftBrief{}, nil
	}
	drifts := []models.DriftBrief{}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		query := db.Table("drifts").Select(briefColumns).Joins("LEFT JOIN drift_summaries s ON s.drift_id = drifts.id").
			Where("drifts.status IN ?", models.Texts(statuses)).Limit(limit)
		if begin == "" {
			return query.Order("drifts.created_at DESC, drifts.id DESC").Scan(&drifts).Error
		}
		return query.Where("drifts.id BETWEEN ? AND ?", first, last).Order("drifts.id").Scan(&drifts).Error
	})
	return orNone(drifts, err)
}

// standing finds what stands at places: of each the unresolved drifts, else the newest
// one. The beginning of an address is what its index has room for.
func standing(db *gorm.DB, ref models.DriftReference) *gorm.DB {
	places := make([][]any, len(ref.Places))
	for i, p := range ref.Places {
		places[i] = []any{p.Scope, shortened([]string{p.Address})[0], p.Address}
	}
	there := db.Table("drift_summaries s").Joins("JOIN drifts ON drifts.id = s.drift_id").
		Select(briefColumns+", row_number() OVER (PARTITION BY s.scope, s.address ORDER BY drifts.status <> 'resolved' DESC, drifts.detected_at DESC, drifts.created_at DESC, drifts.id) AS place").
		Where("(s.scope, left(s.address, 200), s.address) IN ?", places)
	return db.Session(&gorm.Session{NewDB: true}).Table("(?) AS found", there).
		Where("status <> 'resolved' OR place = 1").Order("scope, address, id")
}
