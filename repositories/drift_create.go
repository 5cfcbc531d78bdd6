package repositories

import (
	"context"
	"fmt"
	"reflect"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/clouddrift/guardian/models"
)

// Create writes a new drift, whose difference is computed here, and its audit row.
// It opens no alert and belongs to no scan; what a scan found goes through
// [Drifts.Detect]. It fails with [models.ErrInvalid].
func (r Drifts) Create(ctx context.Context, in models.CreateDriftInput) (models.Drift, error) {
	drift, err := newDrift(in)
	if err != nil {
		return drift, err
	}
	drift.ID = newID()
	trail := detected(drift, nil)
	vars := append(valuesOf(drift), pgtype.UUID{Bytes: newID(), Valid: true}, trail.action, trail.new.json())
	var at time.Time
	err = r.unit.once(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		begin := time.Now()
		err := conn.QueryRow(ctx, createDrift, vars...).Scan(&at)
		r.unit.told(ctx, begin, createDrift, 1, err)
		return err
	})
	return orNone(createdAt(drift, at), err)
}

// createDrift writes a drift and its audit row, of one moment, which it gives; the drift has
// nothing in the trail yet that it would have to be later than.
var createDrift = func() string {
	n := reflect.TypeFor[models.Drift]().NumField()
	return fmt.Sprintf(`WITH made AS (%s RETURNING id, created_at)
		INSERT INTO audit_logs (id, drift_id, action, new_value, created_at) SELECT CAST($%d AS uuid), id, $%d, CAST($%d AS jsonb), created_at FROM made
		RETURNING created_at`, insertOf(models.Drift{}), n+1, n+2, n+3)
}()

// CreateMany writes new drifts like Create, together or not at all. It fails with
// [models.ErrInvalid]; a field's name begins with its place, as in [3].region.
func (r Drifts) CreateMany(ctx context.Context, ins []models.CreateDriftInput) ([]models.Drift, error) {
	if err := validateAll(ins); err != nil {
		return nil, err
	}
	drifts, ids := make([]models.Drift, len(ins)), newIDs()
	trail := make([]note, len(ins))
	for i, in := range ins {
		drift, err := newDrift(in)
		if err != nil {
			return nil, err
		}
		drift.ID = ids.id()
		drifts[i] = drift
	}
	err := r.unit.write(ctx, func(tx unit) error {
		at, err := tx.moment(uuid.Nil)
		if err != nil {
			return err
		}
		for i := range drifts {
			drifts[i] = createdAt(drifts[i], at)
			trail[i] = detected(drifts[i], nil)
		}
		if err := tx.insertMany(drifts); err != nil {
			return err
		}
		return tx.note(trail...)
	})
	return orNone(drifts, err)
}

// newDrift leaves DetectedAt zero where the input does; it is then when the drift is
// written.
func newDrift(in models.CreateDriftInput) (models.Drift, error) {
	if err := in.Validate(); err != nil {
		return models.Drift{}, err
	}
	expected, err := in.ExpectedState.Object()
	if err != nil {
		return models.Drift{}, models.Invalid("expectedState", err.Error())
	}
	actual, err := in.ActualState.Object()
	if err != nil {
		return models.Drift{}, models.Invalid("actualState", err.Error())
	}
	differs := models.Difference(expected, actual)
	if err := models.CheckNames(differs); err != nil {
		return models.Drift{}, models.Invalid("difference", err.Error())
	}
	difference, err := models.EncodeJSON(differs)
	if err != nil {
		return models.Drift{}, models.Invalid("difference", err.Error())
	}
	return models.Drift{
		ResourceID: in.ResourceID, ResourceType: in.ResourceType, Region: in.Region, AccountID: optional(in.AccountID),
		ExpectedState: in.ExpectedState, ActualState: in.ActualState, Difference: difference,
		Severity: in.Severity, CostImpactMonthly: &in.CostImpactMonthly, Status: models.StatusDetected,
		DetectedAt: models.Stored(in.DetectedAt), DetectedBy: in.DetectedBy,
	}, nil
}

// insertDrift writes the row and its audit row, and fills in the drift's id and times.
func (u unit) insertDrift(d *models.Drift, details fields) error {
	if d.ID == uuid.Nil {
		d.ID = newID()
	}
	if d.CreatedAt.IsZero() {
		at, err := u.moment(d.ID)
		if err != nil {
			return err
		}
		*d = createdAt(*d, at)
	}
	if err := u.insertRow(d); err != nil {
		return err
	}
	return u.note(detected(*d, details))
}

// createdAt gives a new drift the moment at which it is written.
func createdAt(d models.Drift, at time.Time) models.Drift {
	d.CreatedAt, d.UpdatedAt = at, at
	if d.DetectedAt.IsZero() {
		d.DetectedAt = at
	}
	return d
}

// detected is the audit row of a new drift, of the same moment.
func detected(d models.Drift, details fields) note {
	return note{action: models.ActionDriftDetected, drift: &d.ID, at: d.CreatedAt, details: details, new: fields{
		"status": d.Status, "severity": d.Severity, "resourceId": d.ResourceID, "resourceType": d.ResourceType,
	}}
}
