package repositories_test

import (
	"crypto/rand"
	"crypto/sha256"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// Of a block whose instances a tool does not tell by their keys as many must stand there as before.
func TestResolveMissingOfInstances(t *testing.T) {
	t.Parallel()
	instances := func(ids ...string) (all []models.CoveredResource) {
		for _, id := range ids {
			all = append(all, models.CoveredResource{Address: "aws_instance.web:" + id, Type: "aws_instance", ID: id, Region: "eu-central-1"})
		}
		return all
	}
	alone := instances("i-1")
	alone[0].Address = "aws_instance.web"
	for name, c := range map[string]struct {
		tool        string
		before, now []models.CoveredResource
		want        int
	}{
		"as many":                 {"driftctl", instances("i-1", "i-2"), instances("i-2", "i-3"), 1},
		"more":                    {"driftctl", alone, instances("i-2", "i-3"), 1},
		"fewer":                   {"driftctl", instances("i-1", "i-2"), instances("i-2"), 0},
		"not known":               {"driftctl", nil, instances("i-2", "i-3"), 0},
		"of a tool that has keys": {"terraform", instances("i-1"), instances("i-2"), 0},
	} {
		l := newLedger(t)
		begin := func(at time.Time) models.BegunScan {
			scan, err := l.Scans.Begin(t.Context(), models.CreateScanInput{
				Scope: "s", Source: c.tool, ReportSHA256: sha256.Sum256([]byte(rand.Text())), ScannedAt: at, DetectedBy: models.DetectedByScheduler,
			})
			l.ok(err)
			return scan
		}
		in := l.detection(uuid.Nil)
		in.Scan = begin(l.now())
		in.Address, in.ResourceID, in.FullResourceID = "aws_instance.web:i-1", "i-1", "i-1"
		_, err := l.Drifts.Detect(t.Context(), in)
		l.ok(err)
		l.ok(l.Scans.Finish(t.Context(), in.Scan.ID, models.ScanResult{Coverage: c.before}))
		resolved, _, err := l.Drifts.ResolveMissing(t.Context(), begin(l.now().Add(time.Hour)).ID, models.NewCoverage(c.now), func(models.CoveredResource) (bool, string) { return true, "" })
		l.ok(err)
		if len(resolved) != c.want {
			t.Errorf("%s: resolved %+v, want %d", name, resolved, c.want)
		}
	}
}
