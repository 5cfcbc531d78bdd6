package repositories_test

import (
	"crypto/rand"
	"crypto/sha256"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

func TestSeedIDs(t *testing.T) {
	t.Parallel()
	seen := map[uuid.UUID]bool{}
	for _, seed := range []uint64{0, 1, 2, 1<<64 - 1} {
		for table := repositories.SeedUsers; table <= repositories.SeedSessions; table++ {
			for _, n := range []uint64{1, 2, 1<<44 - 1} {
				id := repositories.SeedID(seed, table, n)
				if seen[id] || id.Version() != 8 || id.Variant() != uuid.RFC4122 || id.String()[8:15] != "-5eed-8" {
					t.Errorf("%d %d %d gives %s, seen before: %t", seed, table, n, id, seen[id])
				}
				seen[id] = true
			}
		}
	}
}

// The ids of drifts differ within their first eight characters, however many there are.
func TestSeedIDsDiffer(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{1, 7} {
		seen := map[string]bool{}
		for n := range uint64(100_000) {
			seen[repositories.SeedID(seed, repositories.SeedDrifts, n).String()[:8]] = true
		}
		if len(seen) != 100_000 {
			t.Errorf("seed %d: %d of 100,000 drifts begin in a way of their own", seed, len(seen))
		}
	}
	if a, b := repositories.SeedID(1, repositories.SeedDrifts, 1), repositories.SeedID(2, repositories.SeedDrifts, 1); a.String()[:8] == b.String()[:8] {
		t.Errorf("%s and %s begin alike", a, b)
	}
}

// TestMarkSeeded imports, as it were, a report on the seed's behalf and then one on
// nobody's: the seed clears the first alone.
func TestMarkSeeded(t *testing.T) {
	t.Parallel()
	l := &ledger{T: t, db: testdb.OpenOwner(t)}
	l.Store = repositories.New(l.db, time.Minute)
	l.ok(l.Seed(l.Context(), repositories.SeedRun{}, false, once(&repositories.Rows{}), func(_, _ int64) {}))

	sample := l.scanned("sample", `{"size":{"expected":1,"actual":2}}`)
	l.ok(l.MarkSeeded(l.Context(), sample))
	again := l.scanned("sample", `{"size":{"expected":1,"actual":2},"more":{"actual":3}}`) // supersedes
	l.ok(l.MarkSeeded(l.Context(), again))
	l.ok(l.MarkSeeded(l.Context(), again))
	l.ok(l.Seed(l.Context(), repositories.SeedRun{}, false, once(&repositories.Rows{}), func(_, _ int64) {}))

	sample = l.scanned("sample", `{"size":{"expected":1,"actual":2}}`)
	l.ok(l.MarkSeeded(l.Context(), sample))
	l.scanned("sample", `{"size":{"expected":1,"actual":2},"more":{"actual":3}}`)
	err := l.Seed(l.Context(), repositories.SeedRun{}, false, once(&repositories.Rows{}), func(_, _ int64) {})
	fails(t, err, models.ErrConflict, "(drifts 1, scans 1, alerts 1, audit_logs 4, drift_occurrences 1, drift_summaries 1)")
}

// scanned imports a report that sees one drift.
func (l *ledger) scanned(scope, difference string) uuid.UUID {
	l.Helper()
	var id uuid.UUID
	l.ok(l.InTx(l.Context(), func(tx *repositories.Store) error {
		at := l.now()
		scan, err := tx.Scans.Begin(l.Context(), models.CreateScanInput{Scope: scope, Source: "terraform", ReportSHA256: sha256.Sum256([]byte(rand.Text())), ScannedAt: at, DetectedBy: models.DetectedByManual})
		if err != nil {
			return err
		}
		id = scan.ID
		_, err = tx.Drifts.Detect(l.Context(), models.Detection{
			Scan: scan, ResourceID: "i-1", ResourceType: "EC2", Region: "eu-west-1", Address: "aws_instance.a", FullResourceID: "i-1",
			FullType: "aws_instance", Action: "update", ExpectedState: models.JSON(`{"size":1}`), ActualState: models.JSON(`{"size":2,"more":3}`),
			Difference: models.JSON(difference), Severity: models.SeverityWarning, NextApply: models.NextApplyUnknown,
			DetectedBy: models.DetectedByManual, SeenAt: at,
		})
		return err
	}))
	return id
}
