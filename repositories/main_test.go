package repositories_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// ledger is a store over a database of the test's own, with an engineer, an admin
// and a viewer in it.
type ledger struct {
	*testing.T
	*repositories.Store
	db                      *postgres.DB
	engineer, admin, viewer uuid.UUID
}

func newLedger(t *testing.T) *ledger {
	t.Helper()
	return ledgerOn(t, testdb.Lend(t))
}

func ledgerOn(t *testing.T, db *postgres.DB) *ledger {
	t.Helper()
	l := &ledger{T: t, Store: repositories.New(db, time.Minute), db: db}
	l.engineer = l.addUser("engineer@example.com", models.RoleEngineer)
	l.admin = l.addUser("admin@example.com", models.RoleAdmin)
	l.viewer = l.addUser("viewer@example.com", models.RoleViewer)
	return l
}

// on gives the same ledger through another store: a unit of work's.
func (l *ledger) on(store *repositories.Store) *ledger {
	other := *l
	other.Store = store
	return &other
}

// addUser writes a user without the cost of a password.
func (l *ledger) addUser(email string, role models.Role) uuid.UUID {
	l.Helper()
	id := uuid.New()
	l.exec("INSERT INTO users (id, email, password_hash, role) VALUES (?, ?, 'none', ?)", id, email, role)
	return id
}

// exec does what no repository does, as the user whom nothing is refused.
func (l *ledger) exec(sql string, args ...any) {
	l.Helper()
	if err := testdb.Super(l.T, l.db).Gorm.Exec(ofTest+sql, args...).Error; err != nil {
		l.Fatal(err)
	}
}

// ofTest begins a statement of a test's own, which nobody means to hear.
const ofTest = "/* of the test */ "

// now is the time by the database's clock, which stamps the rows.
func (l *ledger) now() time.Time {
	l.Helper()
	return testdb.Now(l.T, l.db)
}

// past is so many days ago.
func (l *ledger) past(days int) time.Time {
	l.Helper()
	return l.now().AddDate(0, 0, -days)
}

// one reads a single value; its parameters are $1, $2 and so on.
func one[T any](l *ledger, sql string, args ...any) T {
	l.Helper()
	var v T
	if err := testdb.Super(l.T, l.db).Pool.QueryRow(l.Context(), ofTest+sql, args...).Scan(&v); err != nil {
		l.Fatalf("%s: %v", sql, err)
	}
	return v
}

// input is a drift of an instance with one attribute that differs.
func input() models.CreateDriftInput {
	return models.CreateDriftInput{
		ResourceID: "i-1", ResourceType: models.ResourceEC2, Region: "eu-west-1", AccountID: "123456789012",
		ExpectedState: models.JSON(`{"instance_type": "t3.small", "ami": "ami-1"}`),
		ActualState:   models.JSON(`{"instance_type": "t3.large", "ami": "ami-1"}`),
		Severity:      models.SeverityWarning, CostImpactMonthly: models.MustMoney("12.50"), DetectedBy: models.DetectedByManual,
	}
}

// drift creates a drift that change has adapted.
func (l *ledger) drift(change ...func(*models.CreateDriftInput)) models.Drift {
	l.Helper()
	in := input()
	for _, c := range change {
		c(&in)
	}
	d, err := l.Drifts.Create(l.Context(), in)
	l.ok(err)
	return d
}

// alert opens an alert of a drift.
func (l *ledger) alert(drift uuid.UUID) models.Alert {
	l.Helper()
	a, err := l.Alerts.Create(l.Context(), models.CreateAlertInput{
		DriftID: drift, Type: models.AlertDriftDetected, Severity: models.SeverityWarning, Title: "title", Message: "message",
	})
	l.ok(err)
	return a
}

// password is what the users have who log in.
const password = "correct horse"

const reason = "good enough"

// move takes a drift to a status, by an engineer where it takes a user.
func (l *ledger) move(id uuid.UUID, to models.Status) error {
	l.Helper()
	ctx := l.Context()
	var err error
	switch to {
	case models.StatusTriaged:
		_, err = l.Drifts.Triage(ctx, id, models.TriageDriftInput{TriagedBy: l.engineer})
	case models.StatusApproved:
		_, err = l.Drifts.Approve(ctx, id, models.ApproveDriftInput{Reason: reason, ApprovedBy: l.engineer})
	case models.StatusRejected:
		_, err = l.Drifts.Reject(ctx, id, models.RejectDriftInput{Reason: reason, RejectedBy: l.engineer})
	case models.StatusResolved:
		_, err = l.Drifts.Resolve(ctx, id, models.ResolveDriftInput{How: models.ResolvedManualFix, ResolvedBy: l.engineer})
	}
	return err
}

// driftIn creates a drift and takes it to a status.
func (l *ledger) driftIn(s models.Status) models.Drift {
	l.Helper()
	d := l.drift()
	if s != models.StatusDetected {
		l.ok(l.move(d.ID, s))
	}
	return d
}

// audit gives the actions of a drift, the newest first.
func (l *ledger) audit(drift uuid.UUID) []string {
	l.Helper()
	page, err := l.Audit.List(l.Context(), models.AuditFilter{DriftID: &drift}, models.PageRequest{})
	l.ok(err)
	var actions []string
	for _, a := range page.Items {
		actions = append(actions, a.Action)
	}
	return actions
}

func (l *ledger) ok(err error) {
	l.Helper()
	if err != nil {
		l.Fatal(err)
	}
}

// fails holds an error to its kind and to parts of its text.
func fails(t testing.TB, err, kind error, parts ...string) {
	t.Helper()
	var domain *models.Error
	if !errors.Is(err, kind) || !errors.As(err, &domain) {
		t.Errorf("got %v, want %v", err, kind)
		return
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %q", err, part)
		}
	}
}

func ptr[T any](v T) *T { return &v }
