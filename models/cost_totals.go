package models

import (
	"time"

	"github.com/google/uuid"
)

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
