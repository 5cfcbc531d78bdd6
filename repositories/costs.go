package repositories

import (
	"context"

	"github.com/clouddrift/guardian/models"
	"github.com/google/uuid"
	"gorm.io/gorm"
)

// CostReader reads cost metrics.
type CostReader struct{ unit unit }

// Get gives one cost metric, or [models.ErrNotFound].
func (r CostReader) Get(ctx context.Context, id uuid.UUID) (models.CostMetric, error) {
	return get[models.CostMetric](ctx, r.unit, "cost metric", id)
}

// List gives one page of the cost metrics, the newest period first. It fails with
// [models.ErrInvalid].
func (r CostReader) List(ctx context.Context, f models.CostFilter, request models.PageRequest) (models.Page[models.CostMetric], error) {
	return costListing(f).page(ctx, r.unit, request)
}

// Stream gives every cost metric that the filter keeps to fn, in List's order and
// in constant memory. It fails like List, and with what fn returns.
func (r CostReader) Stream(ctx context.Context, f models.CostFilter, fn func(models.CostMetric) error) error {
	return costListing(f).stream(ctx, r.unit, fn)
}

// TotalsByDay sums up the metrics that the filter keeps by the UTC day on which
// their period begins, the oldest first. A day without a metric is left out. It
// fails with [models.ErrInvalid].
func (r CostReader) TotalsByDay(ctx context.Context, f models.CostFilter) ([]models.CostDay, error) {
	days := []models.CostDay{}
	err := r.costsBy(ctx, f, "day", "day", &days)
	return orNone(days, err)
}

// TotalsByAccount sums up the metrics that the filter keeps by the account of
// their drift, the dearest first. It fails with [models.ErrInvalid].
func (r CostReader) TotalsByAccount(ctx context.Context, f models.CostFilter) ([]models.AccountCost, error) {
	accounts := []models.AccountCost{}
	err := r.costsBy(ctx, f, "account_id", "cost_usd DESC, account_id", &accounts)
	return orNone(accounts, err)
}

// costsBy sums up metrics by day or account into rows.
func (r CostReader) costsBy(ctx context.Context, f models.CostFilter, by, order string, rows any) error {
	if err := f.Validate(); err != nil {
		return err
	}
	return r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Table("(?) AS c", costsOf(db, f)).Select(by + ", sum(cost) AS cost_usd, sum(metrics)::bigint AS metrics").
			Group(by).Having("sum(metrics) > 0").Order(order).Scan(rows).Error
	})
}

// costsOf are the costs that the filter keeps, each with its day and account: the sums that
// the triggers of the ledger keep, where whole days of all drifts are asked for.
func costsOf(db *gorm.DB, f models.CostFilter) *gorm.DB {
	if f.DriftID == nil && wholeDays(f.Since, f.Until) {
		return between(db.Table("cost_days").Select("day, account_id, cost, metrics"), "day", f.Since, f.Until)
	}
	return costListing(f).rows(db).Select("date_trunc('day', period_start, 'UTC') AS day, " +
		"(SELECT account_id FROM drifts WHERE id = drift_id) AS account_id, cost_usd AS cost, 1 AS metrics")
}

// TotalsByDrift sums up the metrics that the filter keeps by drift, the dearest
// first, at most limit of them: 1 to 500. It fails with [models.ErrInvalid].
func (r CostReader) TotalsByDrift(ctx context.Context, f models.CostFilter, limit int) ([]models.DriftCost, error) {
	drifts := []models.DriftCost{}
	if err := models.CheckLimit(limit); err != nil {
		return drifts, err
	}
	if err := f.Validate(); err != nil {
		return drifts, err
	}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return costListing(f).rows(db).Select("drift_id, sum(cost_usd) AS cost_usd, count(*) AS metrics").
			Group("drift_id").Order("cost_usd DESC, drift_id").Limit(limit).Scan(&drifts).Error
	})
	return orNone(drifts, err)
}

func costListing(f models.CostFilter) listing[models.CostMetric] {
	return filtered(f, models.CostFilters(), order{name: "-periodStart", expr: "period_start", cast: "timestamptz", desc: true},
		func(m models.CostMetric) (string, uuid.UUID) { return timeValue(m.PeriodStart), m.ID }).ofMany(f, f.DriftID)
}

// Costs reads and writes cost metrics.
type Costs struct{ CostReader }

// Record writes one cost metric and its audit row. It fails with
// [models.ErrInvalid] where a field is wrong or the drift does not exist.
func (r Costs) Record(ctx context.Context, in models.RecordCostInput) (models.CostMetric, error) {
	if err := in.Validate(); err != nil {
		return models.CostMetric{}, err
	}
	recorded, err := r.record(ctx, []models.RecordCostInput{in})
	if err != nil {
		return models.CostMetric{}, err
	}
	return recorded[0], nil
}

// RecordMany writes cost metrics, each with its audit row, together or not at all.
// It fails like Record; a field's name begins with its place, as in [3].periodEnd.
func (r Costs) RecordMany(ctx context.Context, ins []models.RecordCostInput) ([]models.CostMetric, error) {
	if err := validateAll(ins); err != nil {
		return nil, err
	}
	return r.record(ctx, ins)
}

func (r Costs) record(ctx context.Context, ins []models.RecordCostInput) ([]models.CostMetric, error) {
	rows, ids := make([]models.CostMetric, len(ins)), newIDs()
	trail := make([]note, len(ins))
	var drifts []uuid.UUID
	for i, in := range ins {
		if in.DriftID != nil {
			drifts = append(drifts, *in.DriftID)
		}
		rows[i] = models.CostMetric{
			ID: ids.id(), DriftID: in.DriftID, CostUSD: in.CostUSD, CostProjectedMonthly: in.CostProjectedMonthly,
			RecordedAt: models.Stored(in.RecordedAt), PeriodStart: models.Stored(in.PeriodStart), PeriodEnd: models.Stored(in.PeriodEnd),
		}
		recorded := fields{"costUsd": in.CostUSD}
		if in.CostProjectedMonthly != nil {
			recorded["costProjectedMonthly"] = in.CostProjectedMonthly
		}
		trail[i] = note{action: models.ActionCostRecorded, drift: in.DriftID, new: recorded, details: fields{"costMetricId": rows[i].ID}}
		if in.Scan != nil {
			trail[i].details["scanId"] = *in.Scan
		}
	}
	err := r.unit.write(ctx, func(tx unit) error {
		if err := tx.hold("SELECT unnest(CAST(? AS uuid[]))", uuidArray(drifts)); err != nil {
			return err
		}
		now, err := clock(tx.db)
		if err != nil {
			return err
		}
		for i := range rows {
			if rows[i].RecordedAt.IsZero() {
				rows[i].RecordedAt = now
			}
		}
		if err := tx.insertMany(rows); err != nil {
			return err
		}
		moments, err := tx.latest(drifts)
		if err != nil {
			return err
		}
		for i := range trail {
			if trail[i].at = moments[uuid.Nil]; trail[i].drift != nil {
				trail[i].at = moments[*trail[i].drift]
			}
		}
		return tx.note(trail...)
	})
	return orNone(rows, err)
}
