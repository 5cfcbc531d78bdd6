package repositories_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/clouddrift/guardian/models"
)

// handDrift is a row of drifts as one reads it by hand.
type handDrift struct {
	id                                           [16]byte
	resourceID, resourceType, region             string
	accountID                                    *string
	expected, actual, difference                 []byte
	severity                                     string
	cost                                         pgtype.Numeric
	status                                       string
	detectedAt                                   time.Time
	detectedBy                                   string
	approvedAt, rejectedAt, resolvedAt           *time.Time
	approvedBy, rejectedBy                       *[16]byte
	approvalReason, rejectionReason, resolvedHow *string
	createdAt, updatedAt                         *time.Time
}

const handColumns = `id, resource_id, resource_type, region, account_id, expected_state, actual_state, difference, severity,
	cost_impact_monthly, status, detected_at, detected_by, approved_at, approved_by, approval_reason, rejected_at, rejected_by,
	rejection_reason, resolved_at, resolved_how, created_at, updated_at`

func (d *handDrift) scan(row pgx.Row) error {
	return row.Scan(&d.id, &d.resourceID, &d.resourceType, &d.region, &d.accountID, &d.expected, &d.actual, &d.difference, &d.severity,
		&d.cost, &d.status, &d.detectedAt, &d.detectedBy, &d.approvedAt, &d.approvedBy, &d.approvalReason, &d.rejectedAt, &d.rejectedBy,
		&d.rejectionReason, &d.resolvedAt, &d.resolvedHow, &d.createdAt, &d.updatedAt)
}

func (of *bench) benchGet(b *testing.B) {
	race(b, "get", nil, func(ctx context.Context, n int) error {
		_, err := of.Drifts.Get(ctx, of.ids[n*7919%len(of.ids)])
		return err
	}, func(ctx context.Context, n int) error {
		var d handDrift
		return d.scan(of.pgx.QueryRow(ctx, "SELECT "+handColumns+" FROM drifts WHERE id = $1", of.ids[n*7919%len(of.ids)]))
	})
}

func (of *bench) benchDuplicate(b *testing.B) {
	type resource struct{ id, kind string }
	var resources []resource
	rows, err := of.pgx.Query(b.Context(), `SELECT resource_id, resource_type FROM drifts WHERE status IN ('detected', 'triaged') ORDER BY id LIMIT 5000`)
	if err != nil {
		b.Fatal(err)
	}
	for rows.Next() {
		var r resource
		if err := rows.Scan(&r.id, &r.kind); err != nil {
			b.Fatal(err)
		}
		resources = append(resources, r)
	}
	const year = 366 * 24 * time.Hour
	race(b, "duplicate", nil, func(ctx context.Context, n int) error {
		r := resources[n*7919%len(resources)]
		_, err := of.Drifts.FindRecentDuplicate(ctx, r.id, r.kind, year)
		return err
	}, func(ctx context.Context, n int) error {
		r := resources[n*7919%len(resources)]
		var d handDrift
		return d.scan(of.pgx.QueryRow(ctx, `SELECT `+handColumns+` FROM drifts WHERE status <> 'resolved' AND status IN ('detected', 'triaged')
			AND resource_id = $1 AND resource_type = $2 AND detected_at >= $3 ORDER BY detected_at DESC LIMIT 1`, r.id, r.kind, time.Now().Add(-year)))
	})
}

// handInsert are the two statements of a drift and its audit row.
const (
	handInsert = `INSERT INTO drifts (id, resource_id, resource_type, region, account_id, expected_state, actual_state, difference, severity,
		cost_impact_monthly, status, detected_at, detected_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`
	handNote = `INSERT INTO audit_logs (id, drift_id, action, new_value) VALUES ($1, $2, $3, $4)`
)

func handCreate(ctx context.Context, begin func(context.Context) (pgx.Tx, error), in models.CreateDriftInput) error {
	difference, err := difference(in)
	if err != nil {
		return err
	}
	tx, err := begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback(ctx)
	id := uuid.New()
	_, err = tx.Exec(ctx, handInsert, id, in.ResourceID, in.ResourceType, in.Region, in.AccountID, []byte(in.ExpectedState), []byte(in.ActualState),
		difference, string(in.Severity), in.CostImpactMonthly.String(), "detected", time.Now(), string(in.DetectedBy))
	if err == nil {
		_, err = tx.Exec(ctx, handNote, uuid.New(), id, "drift.detected",
			`{"status": "detected", "severity": "warning", "resourceId": "`+in.ResourceID+`", "resourceType": "`+in.ResourceType+`"}`)
	}
	return errors.Join(err, tx.Commit(ctx))
}

// difference is what whoever writes a drift by hand has to work out, too.
func difference(in models.CreateDriftInput) ([]byte, error) {
	expected, err := in.ExpectedState.Object()
	if err != nil {
		return nil, err
	}
	actual, err := in.ActualState.Object()
	if err != nil {
		return nil, err
	}
	return models.EncodeJSON(models.Difference(expected, actual))
}

func (of *bench) benchCreate(b *testing.B) {
	race(b, "create", nil, func(ctx context.Context, _ int) error {
		_, err := of.Drifts.Create(ctx, input())
		return err
	}, func(ctx context.Context, _ int) error { return handCreate(ctx, of.pgx.Begin, input()) })
	first := of.firstTables(b)
	race(b, "create-on-first-tables", nil, func(ctx context.Context, _ int) error {
		_, err := of.Drifts.Create(ctx, input())
		return err
	}, func(ctx context.Context, _ int) error { return handCreate(ctx, first.Begin, input()) })
}

const handApprove = `WITH moved AS (
	  UPDATE drifts SET status = 'approved', approved_at = now(), approved_by = $2, approval_reason = $3
	  WHERE id = $1 AND status IN ('detected', 'triaged') RETURNING *),
	noted AS (
	  INSERT INTO audit_logs (drift_id, action, actor_id, actor_email, old_value, new_value)
	  SELECT id, 'drift.approved', $2, (SELECT email FROM users WHERE id = $2), '{"status": "detected"}', jsonb_build_object('status', status, 'reason', approval_reason) FROM moved)
	SELECT ` + handColumns + ` FROM moved`

func (of *bench) benchApprove(b *testing.B) {
	var open []uuid.UUID
	first := 0
	before := func(from, to int) { // which has its own time
		first = from
		open = of.read(b, `INSERT INTO drifts (resource_id, resource_type, region, expected_state, actual_state, difference, detected_at, detected_by)
			SELECT 'i-' || n, 'EC2', 'eu-west-1', '{"a": 1}', '{"a": 2}', '{"a": {"expected": 1, "actual": 2}}', now(), 'api' FROM generate_series($1::int, $2) n RETURNING id`, from, to)
	}
	race(b, "approve", before, func(ctx context.Context, n int) error {
		_, err := of.Drifts.Approve(ctx, open[n-first], models.ApproveDriftInput{Reason: reason, ApprovedBy: of.engineer})
		return err
	}, func(ctx context.Context, n int) error {
		var d handDrift
		return d.scan(of.pgx.QueryRow(ctx, handApprove, open[n-first], of.engineer, reason))
	})
}
