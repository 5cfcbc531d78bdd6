package repositories_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

const injection = "'; DROP TABLE drifts; -- \" ) %s $1 ? @id"

// Each field at its limit goes in and comes out as it was; one past it is refused
// with the field's name, and nothing is written.
func TestFieldsAtTheirLimits(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	d := l.drift()
	text := func(n int) string { return strings.Repeat("世", n) }
	drift := func(set func(in *models.CreateDriftInput, s string)) func(string) error {
		return func(s string) error {
			in := input()
			set(&in, s)
			return first(l.Drifts.Create(t.Context(), in))
		}
	}
	alert := func(set func(in *models.CreateAlertInput, s string)) func(string) error {
		return func(s string) error {
			in := models.CreateAlertInput{DriftID: d.ID, Type: "t", Severity: models.SeverityInfo, Title: "t", Message: "m"}
			set(&in, s)
			return first(l.Alerts.Create(t.Context(), in))
		}
	}
	user := func(set func(in *models.CreateUserInput, s string)) func(string) error {
		return func(s string) error {
			in := models.CreateUserInput{Email: uuid.NewString() + "@example.com", Password: password, Role: models.RoleViewer}
			set(&in, s)
			return first(l.Users.Create(t.Context(), in))
		}
	}
	for _, c := range []struct {
		field string
		limit int
		write func(s string) error
	}{
		{"resourceId", 255, drift(func(in *models.CreateDriftInput, s string) { in.ResourceID = s })},
		{"resourceType", 50, drift(func(in *models.CreateDriftInput, s string) { in.ResourceType = s })},
		{"region", 50, drift(func(in *models.CreateDriftInput, s string) { in.Region = s })},
		{"accountId", 12, drift(func(in *models.CreateDriftInput, s string) { in.AccountID = s })},
		{"type", 50, alert(func(in *models.CreateAlertInput, s string) { in.Type = s })},
		{"title", 255, alert(func(in *models.CreateAlertInput, s string) { in.Title = s })},
		{"firstName", 100, user(func(in *models.CreateUserInput, s string) { in.FirstName = s })},
		{"lastName", 100, user(func(in *models.CreateUserInput, s string) { in.LastName = s })},
		{"avatarUrl", 500, user(func(in *models.CreateUserInput, s string) { in.AvatarURL = s })},
		{"firstName", 100, func(s string) error {
			return first(l.Users.Rename(t.Context(), l.viewer, models.RenameUserInput{FirstName: s}, uuid.Nil))
		}},
		{"action", 100, func(s string) error {
			return first(l.Audit.Append(t.Context(), models.AppendAuditInput{Action: s}))
		}},
		{"userAgent", 500, func(s string) error {
			return first(l.Audit.Append(t.Context(), models.AppendAuditInput{Action: "a", UserAgent: s}))
		}},
		{"userAgent", 500, func(s string) error {
			return first(l.Sessions.Create(t.Context(), models.CreateSessionInput{UserID: l.viewer, ExpiresAt: l.now().Add(time.Hour), UserAgent: s}))
		}},
	} {
		if err := c.write(text(c.limit)); err != nil {
			t.Errorf("%s of %d characters: %v", c.field, c.limit, err)
		}
		before := l.rows()
		for _, bad := range []string{text(c.limit + 1), "a\x00b", "\xff"} {
			fails(t, c.write(bad), models.ErrInvalid, c.field+": ")
		}
		if l.rows() != before {
			t.Errorf("%s: what was refused left rows", c.field)
		}
	}
}

// rows counts the rows of every table.
func (l *ledger) rows() string {
	l.Helper()
	return one[string](l, `SELECT concat_ws(' ', (SELECT count(*) FROM drifts), (SELECT count(*) FROM alerts), (SELECT count(*) FROM audit_logs),
		(SELECT count(*) FROM cost_metrics), (SELECT count(*) FROM sessions), (SELECT count(*) FROM users), (SELECT count(*) FROM scans))`)
}

func TestSQLInEveryString(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	ctx := t.Context()
	d := l.drift(func(in *models.CreateDriftInput) {
		in.ResourceID, in.ResourceType, in.Region, in.AccountID = injection, injection, injection, "'; DROP --"
		in.ExpectedState = models.MustJSON(map[string]any{injection: injection})
	})
	got, err := l.Drifts.Get(ctx, d.ID)
	l.ok(err)
	if got.ResourceID != injection || got.ResourceType != injection || got.Region != injection || *got.AccountID != "'; DROP --" {
		t.Errorf("got %+v", got)
	}
	all := []string{injection}
	f := models.DriftFilter{ResourceID: all, ResourceType: all, Region: all, AccountID: []string{"'; DROP --"}, Changed: all}
	page, err := l.Drifts.List(ctx, models.DriftQuery{Filter: f})
	l.ok(err)
	if page.Total != 1 {
		t.Errorf("the filter kept %d", page.Total)
	}
	f.Scope = all
	for name, err := range map[string]error{
		"scope":  first(l.Drifts.List(ctx, models.DriftQuery{Filter: f})),
		"keys":   first(l.Drifts.TopKeys(ctx, f, 1)),
		"as of":  first(l.Drifts.AsOf(ctx, l.now(), models.DriftQuery{Filter: f})),
		"scans":  first(l.Scans.List(ctx, models.ScanFilter{Scope: all, Source: all}, models.PageRequest{})),
		"audit":  first(l.Audit.List(ctx, models.AuditFilter{Action: all}, models.PageRequest{})),
		"append": first(l.Audit.Append(ctx, models.AppendAuditInput{Action: injection, UserAgent: injection})),
		"rename": first(l.Users.Rename(ctx, l.viewer, models.RenameUserInput{FirstName: injection}, uuid.Nil)),
		"detection": l.InTx(ctx, func(tx *repositories.Store) error {
			return first(tx.Scans.Begin(ctx, models.CreateScanInput{Scope: injection, Source: injection, ScannedAt: l.now(), DetectedBy: models.DetectedByAPI}))
		}),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = l.Users.FindByEmail(ctx, injection)
	fails(t, err, models.ErrNotFound)
	_, err = l.Sessions.FindByToken(ctx, injection)
	fails(t, err, models.ErrNotFound)
	_, err = l.Users.Create(ctx, models.CreateUserInput{Email: injection + "@example.com", Password: password, Role: models.RoleViewer})
	fails(t, err, models.ErrInvalid, "email")
	for _, sort := range []models.DriftSort{injection, "id", "CREATEDAT", "--createdAt"} {
		_, err = l.Drifts.List(ctx, models.DriftQuery{Sort: sort})
		fails(t, err, models.ErrInvalid, "sort: takes createdAt")
		fails(t, l.Drifts.Stream(ctx, models.DriftQuery{Sort: sort}, nil), models.ErrInvalid, "sort")
	}
}

func TestBadStates(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	for name, bad := range map[string]string{
		"empty": ``, "null": `null`, "array": `[]`, "text": `"x"`, "cut": `{"a": 1`, "two": `{} {}`,
		"twice": `{"a": 1, "a": 2}`, "twice inside": `{"a": {"b": 1, "b": 1}}`, "not UTF-8": "{\"a\": \"\xff\"}",
		"NUL": `{"a": "\u0000"}`, "NUL in a name": `{"\u0000": 1}`, "too large a number": `{"a": 1e200000}`,
		"deep":      `{"a":` + strings.Repeat("[", 600) + strings.Repeat("]", 600) + `}`,
		"very deep": `{"a":` + strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000) + `}`,
	} {
		for _, field := range []string{"expectedState", "actualState"} {
			in := input()
			if field == "expectedState" {
				in.ExpectedState = models.JSON(bad)
			} else {
				in.ActualState = models.JSON(bad)
			}
			if _, err := l.Drifts.Create(t.Context(), in); !errors.Is(err, models.ErrInvalid) || !strings.Contains(err.Error(), field+": ") {
				t.Errorf("%s as %s: %v", name, field, err)
			}
			_, err := l.Drifts.CreateMany(t.Context(), []models.CreateDriftInput{input(), in})
			fails(t, err, models.ErrInvalid, "[1]."+field+": ")
		}
	}
	if l.drifts() != 0 {
		t.Error("what was refused left rows")
	}
	in := input()
	in.ExpectedState = models.JSON(`{"n": 123456789012345678901234567890.123456789000, "x": 1}`)
	d, err := l.Drifts.Create(t.Context(), in)
	l.ok(err)
	got, err := l.Drifts.Get(t.Context(), d.ID)
	l.ok(err)
	if !strings.Contains(string(got.ExpectedState), "123456789012345678901234567890.123456789000") {
		t.Errorf("digits are gone: %s", got.ExpectedState)
	}
}

func TestBadInputs(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	ctx, d := t.Context(), l.drift()
	before := l.rows()
	odd, soon := uuid.Nil, l.now().Add(time.Hour)
	far := time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	for field, err := range map[string]error{
		"severity":        first(l.Drifts.TopKeys(ctx, models.DriftFilter{Severity: []models.Severity{"odd"}}, 1)),
		"status":          first(l.Drifts.AsOf(ctx, soon, models.DriftQuery{Filter: models.DriftFilter{Status: []models.Status{"odd"}}})),
		"detectedBy":      first(l.Drifts.TopKeys(ctx, models.DriftFilter{DetectedBy: []models.DetectedBy{"odd"}}, 1)),
		"until":           first(l.Drifts.ResolutionTimes(ctx, time.Time{}, far)),
		"since":           first(l.Audit.List(ctx, models.AuditFilter{Since: far}, models.PageRequest{})),
		"driftId":         first(l.Alerts.Create(ctx, models.CreateAlertInput{DriftID: odd, Type: "t", Severity: "info", Title: "t", Message: "m"})),
		"message":         first(l.Alerts.Create(ctx, models.CreateAlertInput{DriftID: d.ID, Type: "t", Severity: "info", Title: "t"})),
		"resolvedHow":     first(l.Drifts.Resolve(ctx, d.ID, models.ResolveDriftInput{How: "odd", ResolvedBy: l.admin})),
		"periodEnd":       first(l.Costs.Record(ctx, models.RecordCostInput{PeriodStart: soon, PeriodEnd: soon})),
		"[1].periodStart": first(l.Costs.RecordMany(ctx, []models.RecordCostInput{costInput(nil), {PeriodEnd: soon}})),
		"expiresAt":       first(l.Sessions.Create(ctx, models.CreateSessionInput{UserID: l.viewer, ExpiresAt: past(1)})),
		"userId":          first(l.Sessions.Create(ctx, models.CreateSessionInput{ExpiresAt: soon})),
		"token":           first(l.Sessions.Create(ctx, models.CreateSessionInput{UserID: l.viewer, ExpiresAt: soon, Token: "short"})),
		"newToken":        first(l.Sessions.Rotate(ctx, models.RotateSessionInput{Token: "x", NewToken: "short"})),
		"ipAddress":       first(l.Audit.Append(ctx, models.AppendAuditInput{Action: "a", IPAddress: &models.IP{}})),
		"oldValue":        first(l.Audit.Append(ctx, models.AppendAuditInput{Action: "a", OldValue: models.JSON("[1]")})),
		"details":         first(l.Audit.Append(ctx, models.AppendAuditInput{Action: "a", Details: models.JSON(`{"a":"\u0000"}`)})),
		"scope":           first(l.Scans.List(ctx, models.ScanFilter{Scope: []string{"\x00"}}, models.PageRequest{})),
		"role":            first(l.Users.List(ctx, models.UserFilter{Role: []models.Role{"king"}}, models.PageRequest{})),
		"source":          first(l.Scans.Begin(ctx, models.CreateScanInput{Scope: "s", ScannedAt: soon, DetectedBy: "api"})),
		"difference":      first(l.Drifts.Detect(ctx, models.Detection{})),
		"action":          first(l.Audit.List(ctx, models.AuditFilter{Action: []string{"\xff"}}, models.PageRequest{})),
		"page":            first(l.Alerts.List(ctx, models.AlertFilter{}, models.PageRequest{Page: -1})),
		"limit":           first(l.Costs.List(ctx, models.CostFilter{}, models.PageRequest{Limit: 501})),
	} {
		t.Run(field, func(t *testing.T) { fails(t, err, models.ErrInvalid, field+": ") })
	}
	for _, stream := range []error{
		l.Alerts.Stream(ctx, models.AlertFilter{Severity: []models.Severity{"odd"}}, nil),
		l.Audit.Stream(ctx, models.AuditFilter{Since: far}, nil), l.Costs.Stream(ctx, models.CostFilter{Until: far}, nil),
		l.Users.Stream(ctx, models.UserFilter{Role: []models.Role{""}}, nil), l.Scans.Stream(ctx, models.ScanFilter{Source: []string{"\x00"}}, nil),
	} {
		fails(t, stream, models.ErrInvalid)
	}
	if after := l.rows(); after != before {
		t.Errorf("what was refused left rows: %s, before %s", after, before)
	}
}

func TestBadCursors(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	for range 3 {
		l.drift()
	}
	ask := func(sort models.DriftSort, p models.PageRequest) (models.Page[models.Drift], error) {
		return l.Drifts.List(t.Context(), models.DriftQuery{Sort: sort, PageRequest: p})
	}
	page, err := ask(models.SortCreatedAt, models.PageRequest{Limit: 1})
	l.ok(err)
	for _, sort := range models.DriftSorts() {
		if sort != models.SortCreatedAt {
			_, err := ask(sort, models.PageRequest{Cursor: page.Next})
			fails(t, err, models.ErrInvalid, "cursor: belongs to sort createdAt, not "+string(sort))
		}
	}
	_, err = ask(models.SortCreatedAt, models.PageRequest{Cursor: page.Next, Page: 2})
	fails(t, err, models.ErrInvalid, "cursor: goes without page")
	for _, forged := range []string{"x", "e30", page.Next + "=", page.Next[1:], "eyJzIjoiY3JlYXRlZEF0In0", strings.Repeat("A", 1<<16)} {
		_, err = ask(models.SortCreatedAt, models.PageRequest{Cursor: forged})
		fails(t, err, models.ErrInvalid, "cursor: is not one that this list gave")
	}
}

func TestStreams(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	ins := make([]models.CreateDriftInput, 1001)
	for i := range ins {
		ins[i] = input()
		ins[i].ResourceID = fmt.Sprint("i-", i)
	}
	_, err := l.Drifts.CreateMany(t.Context(), ins)
	l.ok(err)
	mine := errors.New("mine")
	seen := 0
	err = l.Drifts.Stream(t.Context(), models.DriftQuery{}, func(models.SeenDrift) error {
		if seen++; seen == 150 {
			return mine
		}
		return nil
	})
	if err != mine || seen != 150 {
		t.Errorf("%v after %d", err, seen)
	}
	l.nothingOpen()

	// The timeout is a batch's, not the whole stream's or its reader's.
	hasty := repositories.New(l.db, 2*time.Second)
	started, seen := time.Now(), 0
	l.ok(hasty.Drifts.Stream(t.Context(), models.DriftQuery{}, func(models.SeenDrift) error {
		for seen == 0 && time.Since(started) < 2100*time.Millisecond {
			l.ok(l.Ping(t.Context()))
		}
		seen++
		return nil
	}))
	if seen != len(ins) {
		t.Errorf("%d of %d", seen, len(ins))
	}

	// Within a unit of work fn may use the unit.
	l.ok(l.InTx(t.Context(), func(tx *repositories.Store) error {
		return tx.Drifts.Stream(t.Context(), models.DriftQuery{Filter: models.DriftFilter{ResourceID: []string{"i-1", "i-2"}}}, func(d models.SeenDrift) error {
			return l.on(tx).move(d.ID, models.StatusTriaged)
		})
	}))
	if n := one[int](l, "SELECT count(*) FROM drifts WHERE status = 'triaged'"); n != 2 {
		t.Errorf("%d triaged", n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = l.Drifts.Stream(ctx, models.DriftQuery{}, func(models.SeenDrift) error { cancel(); return nil })
	fails(t, err, models.ErrTimeout)
	l.nothingOpen()
}
