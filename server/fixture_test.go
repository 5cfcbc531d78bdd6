package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/sirupsen/logrus"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/server"
)

const asPage = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

// ledger is a small ledger with a drift for every question of these tests. Much of
// what is in it has the database's own time, so its moments are counted from that.
type ledger struct {
	database testdb.Database
	store    *repositories.Store
	now      time.Time // by the database's clock, in whole seconds, before anything was written
	clock    time.Time // what the newest of its servers takes for the present
	mira     models.User
	scan     models.Scan
	group    uuid.UUID // critical, open, seen twice: a security group whose ingress changed
	disk     uuid.UUID // warning, approved by mira
	gone     uuid.UUID // critical, rejected by mira: a bucket that is no more
	secret   uuid.UUID // warning, resolved: a password that differs
	tags     uuid.UUID // info, triaged, written without a scan
}

// How long ago what was detected. A server tells these ages in the same words for
// at least half an hour, however long it takes to make the ledger.
const (
	networkAge = 49*time.Hour + 30*time.Minute // group and gone
	againAge   = 2*time.Hour + 30*time.Minute  // group, for the second time
	dataAge    = 26*time.Hour + 30*time.Minute // disk and secret
	tagsAge    = 5 * time.Minute
)

func newLedger(t *testing.T) *ledger {
	t.Helper()
	database := testdb.New(t)
	store, err := repositories.Open(t.Context(), repositories.Config{URL: database.URL})
	must(t, err)
	t.Cleanup(store.Close)
	l := &ledger{database: database, store: store, now: clockOf(t, database.URL).Truncate(time.Second)}
	l.mira, err = store.Users.Create(t.Context(), models.CreateUserInput{
		Email: "mira@example.com", Password: "correct horse", FirstName: "Mira", LastName: "Osei", Role: models.RoleEngineer,
	})
	must(t, err)

	first := l.newScan(t, "network/prod", l.ago(networkAge))
	l.group = l.detect(t, first, groupDrift, l.ago(networkAge))
	l.gone = l.detect(t, first, goneDrift, l.ago(networkAge))
	l.scan = l.newScan(t, "network/prod", l.ago(againAge))
	l.detect(t, l.scan, groupDrift, l.ago(againAge))
	data := l.newScan(t, "data/prod", l.ago(dataAge))
	l.disk = l.detect(t, data, diskDrift, l.ago(dataAge))
	l.secret = l.detect(t, data, secretDrift, l.ago(dataAge))
	tags, err := store.Drifts.Create(t.Context(), models.CreateDriftInput{
		ResourceID: "i-0a1", ResourceType: models.ResourceEC2, Region: "us-east-1", AccountID: "210987654321",
		ExpectedState: models.JSON(`{"tags":{"Name":"web-1","Owner":"a"}}`), ActualState: models.JSON(`{"tags":{"Name":"web-1","Owner":"b"}}`),
		Severity: models.SeverityInfo, CostImpactMonthly: models.MustMoney("-45"), DetectedBy: models.DetectedByAPI, DetectedAt: l.ago(tagsAge),
	})
	must(t, err)
	l.tags = tags.ID
	l.decide(t)
	return l
}

func (l *ledger) ago(d time.Duration) time.Time { return l.now.Add(-d) }

// clockOf asks a database for the time.
func clockOf(t testing.TB, url string) (now time.Time) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err == nil {
		err = conn.QueryRow(t.Context(), "SELECT now()").Scan(&now)
		_ = conn.Close(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return now.UTC()
}

func (l *ledger) decide(t *testing.T) {
	t.Helper()
	mira := l.mira.ID
	_, err := l.store.Drifts.Approve(t.Context(), l.disk, models.ApproveDriftInput{Reason: "The orders grew; PR 812 follows.", ApprovedBy: mira})
	must(t, err)
	_, err = l.store.Drifts.Reject(t.Context(), l.gone, models.RejectDriftInput{Reason: "Nobody meant to delete it.", RejectedBy: mira})
	must(t, err)
	_, err = l.store.Drifts.Resolve(t.Context(), l.secret, resolveBy(mira))
	must(t, err)
	_, err = l.store.Drifts.Triage(t.Context(), l.tags, models.TriageDriftInput{TriagedBy: mira})
	must(t, err)
}

// furnish adds to a ledger what its drifts alone do not bring along.
func (l *ledger) furnish(t *testing.T) {
	t.Helper()
	_, err := l.store.Costs.Record(t.Context(), models.RecordCostInput{
		DriftID: &l.disk, CostUSD: models.MustMoney("-44.85"), RecordedAt: l.now, PeriodStart: l.now.AddDate(0, 0, -1), PeriodEnd: l.now,
	})
	must(t, err)
	_, err = l.store.Sessions.Create(t.Context(), models.CreateSessionInput{UserID: l.mira.ID, ExpiresAt: l.now.AddDate(100, 0, 0)})
	must(t, err)
	err = l.store.Scans.Finish(t.Context(), l.scan.ID, models.ScanResult{
		Checked: 7, Drifted: 1, Repeated: 1, Suppressed: map[string]int{"empty": 3},
		Coverage: []models.CoveredResource{{Address: "aws_security_group.bastion", Type: "aws_security_group", ID: "sg-0f3"}},
	})
	must(t, err)
	conn, err := pgx.Connect(t.Context(), l.database.URL)
	must(t, err)
	defer conn.Close(t.Context())
	_, err = conn.Exec(t.Context(), `INSERT INTO messages (channel, scope, owner, severity, title, body)
		VALUES ('oncall', 'network/prod', 'team-net', 'critical', '2 drifts in network/prod', '{"total": 2}')`)
	must(t, err)
}

func (l *ledger) newScan(t *testing.T, scope string, at time.Time) models.Scan {
	t.Helper()
	scan, err := l.store.Scans.Begin(t.Context(), models.CreateScanInput{
		Scope: scope, Source: "terraform", ReportSHA256: [32]byte{byte(at.Unix()), byte(len(scope))}, ReportBytes: 1000,
		ScannedAt: at, DetectedBy: models.DetectedByScheduler, Complete: true, NotClosing: "an ordinary plan may not have looked",
	})
	must(t, err)
	return scan.Scan
}

func (l *ledger) detect(t *testing.T, scan models.Scan, d models.Detection, at time.Time) uuid.UUID {
	t.Helper()
	d.Scan.Scan, d.SeenAt = scan, at
	d.Region, d.AccountID, d.DetectedBy, d.Action = "eu-central-1", "123456789012", models.DetectedByScheduler, "update"
	d.FullResourceID, d.FullType = d.ResourceID, d.ResourceType
	expected, err := d.ExpectedState.Object()
	must(t, err)
	actual, err := d.ActualState.Object()
	must(t, err)
	if d.Difference == nil {
		d.Difference = models.MustJSON(models.Difference(expected, actual))
	}
	result, err := l.store.Drifts.Detect(t.Context(), d)
	must(t, err)
	return result.DriftID
}

// server gives a handler over a read-only reader of the ledger. Its clock stands at
// the database's time, which comes after all that has been written.
func (l *ledger) server(t *testing.T, change ...func(*server.Config)) http.Handler {
	t.Helper()
	reader, err := repositories.OpenReader(t.Context(), repositories.Config{URL: l.database.Reader().URL})
	must(t, err)
	t.Cleanup(reader.Close)
	l.clock = clockOf(t, l.database.URL)
	log := func(cfg *server.Config) { cfg.Log = toldOnFailure(t) }
	return newHandler(reader, append([]func(*server.Config){standAt(l.clock), log}, change...)...)
}

// toldOnFailure is a log of errors that is shown where the test fails, since an
// answer does not tell the cause of an internal error.
func toldOnFailure(t *testing.T) *logrus.Logger {
	log, lines := recorder()
	log.SetLevel(logrus.ErrorLevel)
	t.Cleanup(func() {
		log.SetOutput(io.Discard) // waits for who writes
		if t.Failed() && lines.Len() > 0 {
			t.Logf("the server logged:\n%s", lines)
		}
	})
	return log
}

// standAt is a server whose clock stands.
func standAt(now time.Time) func(*server.Config) {
	return func(cfg *server.Config) { cfg.Now = func() time.Time { return now } }
}

func newHandler(reader *repositories.Reader, change ...func(*server.Config)) http.Handler {
	cfg := server.Config{Reader: reader, Version: "1.2.3"}
	for _, c := range change {
		c(&cfg)
	}
	return answers.watch(server.Patient(server.New(cfg)).Handler())
}

// idle gives a handler for tests that ask the database for nothing.
func idle(change ...func(*server.Config)) http.Handler {
	return newHandler(&repositories.Reader{}, change...)
}

func get(h http.Handler, path string, headers ...string) *httptest.ResponseRecorder {
	return send(h, http.MethodGet, path, headers...)
}

// send asks h; headers are names and values in turn.
func send(h http.Handler, method, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(context.Background(), method, path, nil)
	r.Host = "localhost"
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// decode reads a JSON answer of the wanted status; numbers keep their digits.
func decode(t *testing.T, w *httptest.ResponseRecorder, status int) map[string]any {
	t.Helper()
	if w.Code != status {
		t.Fatalf("status %d, want %d; body: %s", w.Code, status, w.Body)
	}
	var v map[string]any
	d := json.NewDecoder(bytes.NewReader(w.Body.Bytes()))
	d.UseNumber()
	must(t, d.Decode(&v))
	return v
}

// recorder is a log that a test can read.
func recorder() (*logrus.Logger, *bytes.Buffer) {
	var lines bytes.Buffer
	log := logrus.New()
	log.SetOutput(&lines)
	log.SetFormatter(&logrus.JSONFormatter{})
	return log, &lines
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var (
	groupDrift = models.Detection{
		ResourceID: "sg-0f3", ResourceType: models.ResourceSecurityGroup, Address: "aws_security_group.bastion",
		ExpectedState: models.JSON(`{"name":"bastion","ingress":[{"port":22,"cidr":["10.0.0.0/8","192.168.0.0/24"]}],"description":null}`),
		ActualState:   models.JSON(`{"name":"bastion","ingress":[{"port":22,"cidr":["0.0.0.0/0","192.168.0.0/24"]}],"description":""}`),
		Difference:    models.JSON(`{"ingress":{"expected":[{"port":22,"cidr":["10.0.0.0/8","192.168.0.0/24"]}],"actual":[{"port":22,"cidr":["0.0.0.0/0","192.168.0.0/24"]}]}}`),
		Severity:      models.SeverityCritical, NextApply: models.NextApplyRevert,
		Owner: "team-net", DueWithin: new(24 * time.Hour),
	}
	goneDrift = models.Detection{
		ResourceID: "logs-prod", ResourceType: models.ResourceS3, Address: "aws_s3_bucket.logs",
		ExpectedState: models.JSON(`{"bucket":"logs-prod","acl":"private"}`), ActualState: models.JSON(`{}`),
		Severity: models.SeverityCritical, NextApply: models.NextApplyRevert,
	}
	diskDrift = models.Detection{
		ResourceID: "orders", ResourceType: models.ResourceRDS, Address: "aws_db_instance.orders",
		ExpectedState: models.JSON(`{"allocated_storage":12345678901234567890.10,"class":"db.r6g.large"}`),
		ActualState:   models.JSON(`{"allocated_storage":12345678901234567890.20,"class":"db.r6g.2xlarge"}`),
		Severity:      models.SeverityWarning, CostImpactMonthly: new(models.MustMoney("1345.50")), NextApply: models.NextApplyKeep,
	}
	secretDrift = models.Detection{
		ResourceID: "ledger-db", ResourceType: models.ResourceRDS, Address: "aws_db_instance.ledger",
		ExpectedState: models.JSON(`{"password":"(sensitive)","engine":"postgres"}`),
		ActualState:   models.JSON(`{"password":"(sensitive)","engine":"postgres"}`),
		Difference:    models.JSON(`{"password":{"expected":"(sensitive)","actual":"(sensitive)"}}`),
		Severity:      models.SeverityWarning, NextApply: models.NextApplyUnknown,
	}
)

func emptyLedger(t *testing.T) testdb.Database {
	t.Helper()
	return testdb.New(t)
}

// lockTable keeps everybody else from a table until it is released.
func lockTable(t *testing.T, d testdb.Database, table string) (release func()) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), d.Owner().URL)
	must(t, err)
	t.Cleanup(func() { conn.Close(context.Background()) })
	tx, err := conn.Begin(t.Context())
	must(t, err)
	_, err = tx.Exec(t.Context(), "LOCK TABLE "+table+" IN ACCESS EXCLUSIVE MODE")
	must(t, err)
	return func() { must(t, tx.Rollback(t.Context())) }
}

func number(s string) json.Number { return json.Number(s) }

func ids(list map[string]any) []string {
	var all []string
	for _, item := range list["items"].([]any) {
		all = append(all, item.(map[string]any)["id"].(string))
	}
	return all
}

func sameIDs(got []string, want []uuid.UUID) bool {
	words := []string{}
	for _, id := range want {
		words = append(words, id.String())
	}
	got = slices.Clone(got)
	slices.Sort(got)
	slices.Sort(words)
	return slices.Equal(got, words)
}

func resolveBy(user uuid.UUID) models.ResolveDriftInput {
	return models.ResolveDriftInput{How: models.ResolvedManualFix, ResolvedBy: user}
}

// newer detects one drift more.
func (l *ledger) newer(t *testing.T) {
	t.Helper()
	more := groupDrift
	more.ResourceID = "sg-newer"
	l.detect(t, l.newScan(t, "network/dev", l.ago(tagsAge)), more, l.ago(tagsAge))
}
