package importing_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/internal/testledger"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/seed"
)

// BenchmarkImport imports plans into a ledger, of new drifts and of drifts that are known,
// and copies the rows that this wrote into another ledger, with the same indexes and triggers, by a
// plain COPY a table:
//
//	go test -run '^$' -bench Import -benchtime 5x ./importing
//
// An import is all from the report's bytes to the commit. The ledger is that of [testledger.URL], the other one is
// no larger.
func BenchmarkImport(b *testing.B) {
	ledgers := [2]*postgres.DB{testdb.With(b, postgres.Config{URL: testledger.URL(b)}), testdb.OpenOwner(b)}
	_, err := seed.Run(b.Context(), repositories.New(ledgers[1], 0), seed.Options{Drifts: testledger.Drifts(b, 10_000)})
	must(b, err)
	for _, size := range []struct{ drifts, resources int }{{300, 2_000}, {14_000, 14_000}} {
		b.Run(fmt.Sprintf("new/%d-of-%d", size.drifts, size.resources), func(b *testing.B) {
			measureImport(b, ledgers, size.drifts, size.resources, false)
		})
		b.Run(fmt.Sprintf("known/%d-of-%d", size.drifts, size.resources), func(b *testing.B) {
			measureImport(b, ledgers, size.drifts, size.resources, true)
		})
	}
}

// measureImport imports a plan a round, each into a scope of its own, twice where its drifts are to be known.
func measureImport(b *testing.B, ledgers [2]*postgres.DB, drifts, resources int, known bool) {
	b.Helper()
	store := repositories.New(ledgers[0], 0)
	var importing, copying time.Duration
	for range b.N {
		scope := uuid.NewString()
		scan, took := importOnce(b, store, scope, 1, drifts, resources)
		copied := copyScan(b, ledgers, scan)
		if known {
			scan, took = importOnce(b, store, scope, 2, drifts, resources)
			copied = copyScan(b, ledgers, scan)
		}
		importing, copying = importing+took, copying+copied
	}
	n := float64(b.N)
	b.ReportMetric(importing.Seconds()*1000/n, "ms/import")
	b.ReportMetric(importing.Seconds()*1000/n/float64(drifts), "ms/drift")
	b.ReportMetric(copying.Seconds()*1000/n, "copy-ms")
	b.ReportMetric(importing.Seconds()/copying.Seconds(), "x-copy")
	b.ReportMetric(0, "ns/op")
}

func importOnce(b *testing.B, store *repositories.Store, scope string, hour, drifts, resources int) (uuid.UUID, time.Duration) {
	b.Helper()
	raw := benchPlan(hour, drifts, resources)
	start := time.Now()
	s, err := importing.File(context.Background(), store, "plan.json", bytes.NewReader(raw), importing.Options{Scope: scope, DetectedBy: models.DetectedByAPI})
	took := time.Since(start)
	must(b, err)
	if s.Created+s.Repeated != drifts || (s.Created == 0) != (hour == 2) {
		b.Fatalf("%d created, %d repeated", s.Created, s.Repeated)
	}
	return s.ScanID, took
}

// benchPlan is a plan of so many resources, the first of which drifted: two attributes of 13.
func benchPlan(hour, drifts, resources int) []byte {
	var checked []string
	for i := range resources {
		checked = append(checked, fmt.Sprintf("aws_instance.x[%d]", i))
	}
	var changes []change
	for i := range drifts {
		expected := map[string]any{"ami": "ami-0abcdef1234567890", "instance_type": "t3.small", "vpc_security_group_ids": []string{"sg-1", "sg-2"}}
		for k := range 10 {
			expected[fmt.Sprint("attribute_", k)] = fmt.Sprint("value of it ", k)
		}
		actual := map[string]any{}
		for k, v := range expected {
			actual[k] = v
		}
		actual["instance_type"], actual["vpc_security_group_ids"] = "t3.large", []string{"sg-1", "sg-3"}
		changes = append(changes, change{checked[i], "i-" + checked[i], expected, actual})
	}
	return plan(at(hour), checked, changes...)
}

// ofScan are the rows that the import of a scan writes, by table, in an order that foreign keys allow.
var ofScan = []struct{ table, where string }{
	{"scans", "id = '%[1]s'"},
	{"drifts", "id IN (SELECT drift_id FROM drift_summaries WHERE first_scan_id = '%[1]s')"},
	{"drift_occurrences", "scan_id = '%[1]s'"},
	{"drift_summaries", "first_scan_id = '%[1]s'"},
	{"alerts", "drift_id IN (SELECT drift_id FROM drift_summaries WHERE first_scan_id = '%[1]s')"},
	{"audit_logs", "details->>'scanId' = '%[1]s'"},
}

// copyScan copies what a scan wrote from the first ledger into the second, in one transaction, and
// says how long writing took.
func copyScan(b *testing.B, ledgers [2]*postgres.DB, scan uuid.UUID) time.Duration {
	b.Helper()
	files := make([]bytes.Buffer, len(ofScan))
	for i, part := range ofScan {
		copied(b, ledgers[0].Pool, func(c *pgxpool.Conn) error {
			_, err := c.Conn().PgConn().CopyTo(b.Context(), &files[i], fmt.Sprintf("COPY (SELECT * FROM "+part.table+" WHERE "+part.where+") TO STDOUT (FORMAT binary)", scan))
			return err
		})
	}
	start := time.Now()
	copied(b, ledgers[1].Pool, func(c *pgxpool.Conn) error {
		tx, err := c.Begin(b.Context())
		if err != nil {
			return err
		}
		for i, part := range ofScan {
			if _, err := c.Conn().PgConn().CopyFrom(b.Context(), io.Reader(&files[i]), "COPY "+part.table+" FROM STDIN (FORMAT binary)"); err != nil {
				return err
			}
		}
		return tx.Commit(b.Context())
	})
	return time.Since(start)
}

func copied(b *testing.B, pool *pgxpool.Pool, fn func(*pgxpool.Conn) error) {
	b.Helper()
	must(b, pool.AcquireFunc(b.Context(), fn))
}
