package telling

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/rulebook"
)

func TestMain(m *testing.M) { os.Exit(testdb.Run(m)) }

// secret signs webhooks in tests.
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqr"

// office is a ledger, those who tell of it, and the clock that all of them go by.
type office struct {
	*testing.T
	*repositories.Store
	db    *postgres.DB
	user  uuid.UUID
	clock time.Time
	vars  map[string]string
	// seen is how many drifts were found, so that each is another.
	seen int
}

// newOffice applies rules on a ledger of its own.
func newOffice(t *testing.T, rules string, vars map[string]string) *office {
	t.Helper()
	db := testdb.Lend(t)
	o := &office{T: t, Store: repositories.New(db, time.Minute), db: db, vars: vars}
	user, err := o.Users.Create(t.Context(), models.CreateUserInput{Email: "ann@example.com", Password: "correct horse battery", Role: models.RoleEngineer})
	o.ok(err)
	o.user = user.ID
	o.clock, err = o.Now(t.Context())
	o.ok(err)
	o.clock = o.clock.Add(time.Minute) // after all that is written now
	o.apply(rules)
	return o
}

func (o *office) ok(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

func (o *office) apply(rules string) {
	o.Helper()
	book, err := rulebook.Parse("rules.hcl", []byte(rules), o.clock)
	o.ok(err)
	var lines []models.RuleLine
	for _, r := range book.Rules() {
		lines = append(lines, models.RuleLine{Key: r.Key, Kind: string(r.Kind), Line: r.Line, Reason: r.Reason, Until: r.Until})
	}
	_, _, err = o.Rules.Apply(o.Context(), models.ApplyRulesInput{File: "rules.hcl", Source: rules, Rules: lines, By: o.user})
	o.ok(err)
}

// teller is one of those who tell.
func (o *office) teller() *Teller {
	return &Teller{Store: o.Store, Now: func(context.Context) (time.Time, error) { return o.clock, nil }, Settings: Settings{
		Lookup: func(name string) (string, bool) { v, ok := o.vars[name]; return v, ok }, Secret: secret, PublicURL: "https://guardian.example.com",
	}}
}

// round tells what is due, and fails the test where the ledger does.
func (o *office) round() Report {
	o.Helper()
	report, err := o.teller().Round(o.Context())
	o.ok(err)
	return report
}

// found lets one scan of a scope find so many new drifts, every third of them critical.
func (o *office) found(scope string, n int) (ids []uuid.UUID) {
	o.Helper()
	at, err := o.Now(o.Context())
	o.ok(err)
	o.ok(o.InTx(o.Context(), func(tx *repositories.Store) error {
		ids = nil
		scan, err := tx.Scans.Begin(o.Context(), models.CreateScanInput{
			Scope: scope, Source: "terraform", ReportSHA256: sha256.Sum256([]byte(rand.Text())), ReportBytes: 1,
			ScannedAt: at, DetectedBy: models.DetectedByScheduler, RefreshOnly: true, Complete: true,
		})
		if err != nil {
			return err
		}
		for i := range n {
			in := detection(scan.Scan.ID, strings.ReplaceAll(scope, "/", "-"), o.seen+i, at)
			result, err := tx.Drifts.Detect(o.Context(), in)
			if err != nil {
				return err
			}
			ids = append(ids, result.DriftID)
		}
		return nil
	}))
	o.seen += n
	return ids
}

func detection(scan uuid.UUID, name string, i int, at time.Time) models.Detection {
	id := fmt.Sprintf("i-%s-%d", name, i)
	severity := models.SeverityWarning
	if i%3 == 2 {
		severity = models.SeverityCritical
	}
	return models.Detection{
		Scan: models.BegunScan{Scan: models.Scan{ID: scan}}, ResourceID: id, ResourceType: "EC2", Region: "eu-west-1",
		Address: fmt.Sprintf("aws_instance.web[%d]", i), FullResourceID: id, FullType: "aws_instance", Action: "update",
		ExpectedState: models.JSON(`{"instance_type": "t3.small"}`), ActualState: models.JSON(`{"instance_type": "STATE-t3.large"}`),
		Difference: models.JSON(`{"instance_type": {"expected": "t3.small", "actual": "STATE-t3.large"}}`),
		Severity:   severity, NextApply: models.NextApplyRevert, DetectedBy: models.DetectedByScheduler, SeenAt: at,
	}
}

func (o *office) resolve(id uuid.UUID) {
	o.Helper()
	_, err := o.Drifts.Resolve(o.Context(), id, models.ResolveDriftInput{How: models.ResolvedManualFix, ResolvedBy: o.user})
	o.ok(err)
}

// messages gives all, the newest first.
func (o *office) messages() []models.Message {
	o.Helper()
	page, err := o.Messages.List(o.Context(), models.MessageFilter{}, models.PageRequest{Limit: 500})
	o.ok(err)
	return page.Items
}

// toOne are rules that tell one channel of everything.
const toOne = `
channel "oncall" { url_from = "ONCALL_URL" }
tell { to = ["oncall"] }
`
