package models

import (
	"time"

	"github.com/google/uuid"
)

// CostMetric is what a drift cost over one period: a row of cost_metrics.
type CostMetric struct {
	// ID is the metric's own id.
	ID uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid();index:idx_cost_metrics_period_start,priority:2,sort:desc;index:idx_cost_metrics_drift_cost,priority:3,sort:desc"`
	// DriftID is the drift that cost it; nil for a cost that belongs to none.
	DriftID *uuid.UUID `gorm:"column:drift_id;type:uuid;references:drifts(id) ON DELETE CASCADE;index:idx_cost_metrics_drift_id;index:idx_cost_metrics_drift_cost,priority:1"`
	// CostUSD is what the period cost, in US dollars; negative where it saved.
	CostUSD Money `gorm:"column:cost_usd;type:numeric(10,2);not null"`
	// CostProjectedMonthly is the same rate over a month, in US dollars.
	CostProjectedMonthly *Money `gorm:"column:cost_projected_monthly;type:numeric(10,2)"`
	// RecordedAt is when the cost was read.
	RecordedAt time.Time `gorm:"column:recorded_at;type:timestamptz;not null"`
	// PeriodStart is the start of the period, inclusive.
	PeriodStart time.Time `gorm:"column:period_start;type:timestamptz;not null;index:idx_cost_metrics_period_start,priority:1,sort:desc,option:INCLUDE (cost_usd\\, drift_id);index:idx_cost_metrics_drift_cost,priority:2,sort:desc,option:INCLUDE (cost_usd)"`
	// PeriodEnd is the end of the period, exclusive.
	PeriodEnd time.Time `gorm:"column:period_end;type:timestamptz;not null"`
	// CreatedAt is when the row was written.
	CreatedAt time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
}

// TableName names the table for gorm.
func (CostMetric) TableName() string { return "cost_metrics" }

// ActionCostRecorded is the one action of costs in the audit trail.
const ActionCostRecorded = "cost.recorded"

// actions are all of them.
func (CostMetric) actions() []string {
	return []string{ActionCostRecorded}
}

// CostMetricResponse is a cost metric as JSON shows it.
type CostMetricResponse struct {
	ID                   uuid.UUID  `json:"id"`
	DriftID              *uuid.UUID `json:"driftId,omitempty"`
	CostUSD              Money      `json:"costUsd"`
	CostProjectedMonthly *Money     `json:"costProjectedMonthly,omitempty"`
	RecordedAt           time.Time  `json:"recordedAt"`
	PeriodStart          time.Time  `json:"periodStart"`
	PeriodEnd            time.Time  `json:"periodEnd"`
	CreatedAt            time.Time  `json:"createdAt"`
}

// Response gives the metric as JSON shows it.
func (m CostMetric) Response() CostMetricResponse {
	return CostMetricResponse{
		ID: m.ID, DriftID: m.DriftID, CostUSD: m.CostUSD, CostProjectedMonthly: m.CostProjectedMonthly,
		RecordedAt: m.RecordedAt.UTC(), PeriodStart: m.PeriodStart.UTC(), PeriodEnd: m.PeriodEnd.UTC(),
		CreatedAt: m.CreatedAt.UTC(),
	}
}

// RecordCostInput is a new cost metric.
type RecordCostInput struct {
	DriftID              *uuid.UUID // nil for a cost that belongs to no drift
	CostUSD              Money
	CostProjectedMonthly *Money
	RecordedAt           time.Time // zero is now
	PeriodStart          time.Time // required
	PeriodEnd            time.Time // required, after PeriodStart
	// Scan is the scan that told the price, which the audit row names; nil for none.
	Scan *uuid.UUID
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (in RecordCostInput) Validate() error {
	var c checks
	c.moment("recordedAt", in.RecordedAt)
	c.moment("periodStart", in.PeriodStart)
	c.moment("periodEnd", in.PeriodEnd)
	if in.PeriodStart.IsZero() {
		c.fail("periodStart", "is required")
	}
	if !in.PeriodEnd.After(in.PeriodStart) {
		c.fail("periodEnd", "must be after periodStart")
	}
	return c.err()
}

// CostDay sums up the metrics whose period begins on one UTC day.
type CostDay struct {
	Day     time.Time `json:"day"` // its midnight in UTC
	CostUSD MoneySum  `json:"costUsd"`
	Metrics int64     `json:"metrics"` // how many were summed up
}

// DriftCost sums up the metrics of one drift.
type DriftCost struct {
	DriftID *uuid.UUID `json:"driftId,omitempty"` // nil for costs that belong to no drift
	CostUSD MoneySum   `json:"costUsd"`
	Metrics int64      `json:"metrics"`
}

// AccountCost sums up the metrics of the drifts of one account.
type AccountCost struct {
	AccountID *string  `json:"accountId,omitempty"` // nil where the account is not known or the cost has no drift
	CostUSD   MoneySum `json:"costUsd"`
	Metrics   int64    `json:"metrics"`
}

// CostFilter says which cost metrics to list; an empty field does not narrow the list.
type CostFilter struct {
	DriftID *uuid.UUID
	// Since (inclusive) and Until (exclusive) bound PeriodStart; zero is no bound.
	Since time.Time
	Until time.Time
}

// CostFilters describes the filters of cost metrics.
func CostFilters() []Filter[CostFilter] {
	type F = CostFilter
	type line = FilterLine
	return []Filter[F]{
		since(line{Label: "Periods since", Help: "periods that begin from this `TIME` on", Column: "period_start"},
			func(f *F) *time.Time { return &f.Since }),
		until(line{Help: "periods that begin before this `TIME`", Column: "period_start"},
			func(f *F) *time.Time { return &f.Until }),
		oneID(line{Name: "driftId", Label: "Drift", Hint: "its id", Help: "costs of the drift with this `ID`", Column: "drift_id"},
			func(f *F) **uuid.UUID { return &f.DriftID }),
	}
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (f CostFilter) Validate() error { return validateFilter(f, CostFilters()) }
