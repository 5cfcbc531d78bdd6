package repositories

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

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
	rows := make([]models.CostMetric, len(ins))
	trail := make([]models.AuditLog, len(ins))
	for i, in := range ins {
		if in.RecordedAt.IsZero() {
			in.RecordedAt = time.Now()
		}
		rows[i] = models.CostMetric{
			ID: uuid.New(), DriftID: in.DriftID, CostUSD: in.CostUSD, CostProjectedMonthly: in.CostProjectedMonthly,
			RecordedAt: stored(in.RecordedAt), PeriodStart: stored(in.PeriodStart), PeriodEnd: stored(in.PeriodEnd),
		}
		trail[i] = auditRow(models.ActionCostRecorded, in.DriftID, program, nil,
			map[string]any{"costUsd": in.CostUSD}, map[string]any{"costMetricId": rows[i].ID})
	}
	err := r.session.write(ctx, func(_ context.Context, tx session) error { return tx.insertMany(rows, trail) })
	return orNone(rows, err)
}

// insertBatch is how many rows one INSERT has: well below what PostgreSQL's 65,535
// parameters would allow for the widest table.
const insertBatch = 500

// insertMany writes rows, a slice of entities, and their audit rows.
func (s session) insertMany(rows any, trail []models.AuditLog) error {
	if len(trail) == 0 {
		return nil
	}
	if err := s.db.CreateInBatches(rows, insertBatch).Error; err != nil {
		return err
	}
	return s.db.Omit("CreatedAt").CreateInBatches(trail, insertBatch).Error
}

// validateAll checks every input and puts its place in front of its fields' names.
func validateAll[T interface{ Validate() error }](ins []T) error {
	var fields []models.FieldError
	for i, in := range ins {
		for _, f := range fieldsOf(in.Validate()) {
			fields = append(fields, models.FieldError{Field: fmt.Sprintf("[%d].%s", i, f.Field), Problem: f.Problem})
		}
	}
	if len(fields) == 0 {
		return nil
	}
	return &models.Error{Kind: models.ErrInvalid, Fields: fields}
}

// stored is a time as timestamptz keeps it: in whole microseconds.
func stored(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
