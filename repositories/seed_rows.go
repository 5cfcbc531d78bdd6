package repositories

import (
	"context"
	"fmt"
	"reflect"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/clouddrift/guardian/models"
)

// Rows are rows of any tables, complete to the last column: they are written as
// they are, ids and times included. No audit row is added, and no rule is held
// but the database's own.
type Rows struct {
	Users       []models.User
	RuleSets    []models.RuleSet
	Drifts      []models.Drift
	Scans       []models.Scan
	Occurrences []models.Occurrence
	Summaries   []models.DriftSummary
	Terms       []models.ApprovalTerm
	Alerts      []models.Alert
	Audit       []models.AuditLog
	Costs       []models.CostMetric
	Sessions    []models.Session
	Matches     []models.RuleMatch
}

// Len is the number of rows in all.
func (r *Rows) Len() int64 {
	return int64(len(r.Users) + len(r.Drifts) + len(r.Scans) + len(r.Occurrences) + len(r.Summaries) + len(r.Terms) +
		len(r.Alerts) + len(r.Audit) + len(r.Costs) + len(r.Sessions) + len(r.RuleSets) + len(r.Matches))
}

// Reset empties the rows and keeps their room for the next ones.
func (r *Rows) Reset() {
	*r = Rows{
		Users: r.Users[:0], Drifts: r.Drifts[:0], Scans: r.Scans[:0], Occurrences: r.Occurrences[:0], Summaries: r.Summaries[:0], Terms: r.Terms[:0],
		Alerts: r.Alerts[:0], Audit: r.Audit[:0], Costs: r.Costs[:0], Sessions: r.Sessions[:0], RuleSets: r.RuleSets[:0], Matches: r.Matches[:0],
	}
}

// copyRows writes rows by COPY, those first that others refer to. Summaries alone come before
// their drifts, which are counted and named once then, as what both make of them.
func copyRows(ctx context.Context, tx pgx.Tx, r *Rows) error {
	for _, write := range []func() error{
		func() error { return copyTable(ctx, tx, r.Users) },
		func() error { return copyTable(ctx, tx, r.RuleSets) },
		func() error { return copyTable(ctx, tx, r.Summaries) },
		func() error { return copyTable(ctx, tx, r.Drifts) },
		func() error { return copyTable(ctx, tx, r.Scans) },
		func() error { return copyTable(ctx, tx, r.Occurrences) },
		func() error { return copyTable(ctx, tx, r.Terms) },
		func() error { return copyTable(ctx, tx, r.Alerts) },
		func() error { return copyTable(ctx, tx, r.Audit) },
		func() error { return copyTable(ctx, tx, r.Costs) },
		func() error { return copyTable(ctx, tx, r.Sessions) },
		func() error { return copyTable(ctx, tx, r.Matches) },
	} {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}

func copyTable[T interface{ TableName() string }](ctx context.Context, tx pgx.Tx, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	var row T
	columns := columnsOf(reflect.TypeOf(row))
	values := make([]any, len(columns))
	n, err := tx.CopyFrom(ctx, pgx.Identifier{row.TableName()}, columns, pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) {
		of := reflect.ValueOf(&rows[i]).Elem()
		for c := range values {
			values[c] = columnValue(of.Field(c))
		}
		return values, nil
	}))
	if err == nil && n != int64(len(rows)) {
		err = fmt.Errorf("%s took %d of %d rows", row.TableName(), n, len(rows))
	}
	return err
}

// columnValue gives a field as pgx writes it fastest, past the driver.Valuer of
// its type, which goes through text.
func columnValue(field reflect.Value) any {
	if field.Kind() == reflect.Pointer {
		if field.IsNil() {
			return nil
		}
		field = field.Elem()
	}
	switch v := field.Interface().(type) {
	case models.JSON:
		if len(v) == 0 {
			return nil
		}
		return []byte(v)
	case models.Money:
		d := v.Decimal()
		return pgtype.Numeric{Int: d.Coefficient(), Exp: d.Exponent(), Valid: true}
	case models.IP:
		return v.Addr
	case uuid.UUID:
		return [16]byte(v)
	default:
		if field.Kind() == reflect.String { // an enum
			return field.String()
		}
		return v
	}
}
