package seed

import (
	"reflect"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/internal/testdb"
)

// Every seeding begins with the same three drifts.
func TestByHand(t *testing.T) {
	t.Parallel()
	db := testdb.OpenOwner(t)
	run(t, db, Options{Drifts: 3})
	rows, err := db.Pool.Query(t.Context(), `SELECT concat_ws(' | ', resource_id, resource_type, region, account_id, severity,
		cost_impact_monthly, detected_by, status, age('2026-11-23 12:00Z', detected_at), approval_reason,
		(SELECT email FROM users WHERE id = approved_by), age('2026-11-23 12:00Z', approved_at), difference)
		FROM drifts ORDER BY resource_id`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`i-0123456789abcdef0 | EC2 | us-east-1 | critical | 125.50 | scheduler | detected | 1 day | {"instanceType": {"actual": "t3.large", "expected": "t3.medium"}, "securityGroups": {"actual": ["sg-87654321"], "expected": ["sg-12345678"]}}`,
		`rds-prod-db-01 | RDS | eu-west-1 | warning | 45.00 | scheduler | triaged | 12:00:00 | {"multiAZ": {"actual": false, "expected": true}}`,
		`s3-bucket-logs | S3 | us-west-2 | info | 0.00 | manual | approved | 3 days | Intentional configuration change for cost savings | engineer@driftsentry.local | 2 days | {"versioning": {"actual": "Suspended", "expected": "Enabled"}}`,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if title := value[string](t, db, "SELECT title FROM alerts ORDER BY id LIMIT 1"); title != "Critical drift: EC2 instance configuration" {
		t.Errorf("the alert is %q", title)
	}
}
