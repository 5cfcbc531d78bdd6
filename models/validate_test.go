package models_test

import (
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

var (
	someone = uuid.MustParse("11111111-2222-3333-4444-555555555555")
	noon    = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	someIP  = func() *models.IP { ip, _ := models.ParseIP("192.0.2.1"); return &ip }()
)

// change is a valid input with one thing changed, and the fields that are wrong then.
type change[T any] struct {
	name  string
	apply func(*T)
	want  []string
}

func checkInput[T interface{ Validate() error }](t *testing.T, valid T, changes []change[T]) {
	t.Helper()
	if err := valid.Validate(); err != nil {
		t.Fatalf("%T: the valid one is refused: %v", valid, err)
	}
	for _, c := range changes {
		in := valid
		c.apply(&in)
		err := in.Validate()
		if got := fieldsOf(t, err); !slices.Equal(got, c.want) {
			t.Errorf("%T, %s: %v instead of %v (%v)", in, c.name, got, c.want, err)
		}
		if err != nil && (strings.ContainsAny(err.Error(), "\n\x00") || len(err.Error()) > 300) {
			t.Errorf("%T, %s: not a line: %q", in, c.name, err)
		}
	}
}

// limit tries a text of a field at its limit in characters of three bytes each, one
// past it, and what no text column takes. Where the field is required, it tries without too.
func limit[T any](field string, characters int, required bool, set func(*T, string)) []change[T] {
	with := func(name, value string, wrong bool) change[T] {
		c := change[T]{field + " " + name, func(in *T) { set(in, value) }, nil}
		if wrong {
			c.want = []string{field}
		}
		return c
	}
	list := []change[T]{
		with("at its limit", strings.Repeat("世", max(characters, 1)), false),
		with("without a value", "", required), with("of spaces", " \t ", required),
		with("with U+0000", "a\x00b", true), with("not in UTF-8", "a\xff", true), with("with SQL", "'; --", false),
	}
	if characters > 0 {
		list = append(list, with("past its limit", strings.Repeat("世", characters+1), true))
	}
	return list
}

// jsonObject tries what a state may be and what not.
func jsonObject[T any](field string, required bool, set func(*T, models.JSON)) []change[T] {
	var list []change[T]
	for text, wrong := range map[string]bool{
		"": required, "{}": false, `{"a":1.000000000000000000000000001}`: false,
		"null": true, "[]": true, `"a"`: true, "1": true, "{": true, `{"a":1} {}`: true, `{"a":1,"a":2}`: true, "{\"a\":\"\xff\"}": true,
		`{"a":"\u0000"}`: true, `{"a\u0000":1}`: true, `{"a":1e999999}`: true,
		`{"a":` + nested(models.MaxJSONDepth-1, "") + `}`: false, `{"a":` + nested(models.MaxJSONDepth, "") + `}`: true,
		`{"a":` + nested(10_000, "") + `}`: true,
	} {
		c := change[T]{field + " " + text[:min(len(text), 40)], func(in *T) { set(in, models.JSON(text)) }, nil}
		if wrong {
			c.want = []string{field}
		}
		list = append(list, c)
	}
	return list
}

// moment tries the first and last times that a column takes, and those beyond.
func moment[T any](field string, whenZero bool, set func(*T, time.Time)) []change[T] {
	var list []change[T]
	for name, c := range map[string]struct {
		at    time.Time
		wrong bool
	}{
		"zero":       {time.Time{}, whenZero},
		"earliest":   {time.Date(1, 1, 1, 0, 0, 0, 1000, time.UTC), false},
		"too early":  {time.Date(0, 12, 31, 23, 59, 59, 0, time.UTC), true},
		"latest":     {time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), false},
		"too late":   {time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), true},
		"other zone": {time.Date(9999, 12, 31, 23, 59, 59, 0, time.FixedZone("", -3600)), true},
	} {
		change := change[T]{field + " " + name, func(in *T) { set(in, c.at) }, nil}
		if c.wrong {
			change.want = []string{field}
		}
		list = append(list, change)
	}
	return list
}

func TestCreateDriftInput(t *testing.T) {
	t.Parallel()
	type in = models.CreateDriftInput
	checkInput(t, in{
		ResourceID: "i-1", ResourceType: "EC2", Region: "eu-west-1", AccountID: "123456789012", ExpectedState: models.JSON(`{"a":1}`),
		ActualState: models.JSON(`{}`), Severity: models.SeverityInfo, CostImpactMonthly: models.Cents(-1), DetectedBy: models.DetectedByAPI, DetectedAt: noon,
	}, slices.Concat(
		limit("resourceId", 255, true, func(d *in, s string) { d.ResourceID = s }),
		limit("resourceType", 50, true, func(d *in, s string) { d.ResourceType = s }),
		limit("region", 50, true, func(d *in, s string) { d.Region = s }),
		limit("accountId", 12, false, func(d *in, s string) { d.AccountID = s }),
		jsonObject("expectedState", true, func(d *in, j models.JSON) { d.ExpectedState = j }),
		jsonObject("actualState", true, func(d *in, j models.JSON) { d.ActualState = j }),
		moment("detectedAt", false, func(d *in, at time.Time) { d.DetectedAt = at }),
		[]change[in]{
			{"no severity", func(d *in) { d.Severity = "" }, []string{"severity"}},
			{"another severity", func(d *in) { d.Severity = "CRITICAL" }, []string{"severity"}},
			{"another detector", func(d *in) { d.DetectedBy = "x" }, []string{"detectedBy"}},
			{"nothing", func(d *in) { *d = in{} },
				[]string{"resourceId", "resourceType", "region", "expectedState", "actualState", "severity", "detectedBy"}},
		},
	))
}

func TestDetection(t *testing.T) {
	t.Parallel()
	type in = models.Detection
	checkInput(t, in{
		Scan: models.BegunScan{Scan: models.Scan{ID: someone}}, ResourceID: "i-1", ResourceType: "EC2", Region: "global", Address: "aws_instance.a", FullResourceID: "i-1", FullType: "aws_instance",
		Action: "update", ExpectedState: models.JSON(`{"a":1}`), ActualState: models.JSON(`{}`), Difference: models.JSON(`{"a":{"expected":1}}`),
		Severity: models.SeverityInfo, NextApply: models.NextApplyRevert, DetectedBy: models.DetectedByManual, SeenAt: noon,
	}, slices.Concat(
		limit("resourceId", 255, true, func(d *in, s string) { d.ResourceID = s }),
		limit("resourceType", 50, true, func(d *in, s string) { d.ResourceType = s }),
		limit("region", 50, true, func(d *in, s string) { d.Region = s }),
		limit("accountId", 12, false, func(d *in, s string) { d.AccountID = s }),
		limit("address", 0, true, func(d *in, s string) { d.Address = s }),
		limit("previousAddress", 0, false, func(d *in, s string) { d.PreviousAddress = s }),
		limit("fullResourceId", 0, true, func(d *in, s string) { d.FullResourceID = s }),
		limit("fullType", 0, true, func(d *in, s string) { d.FullType = s }),
		limit("action", 20, true, func(d *in, s string) { d.Action = s }),
		jsonObject("expectedState", true, func(d *in, j models.JSON) { d.ExpectedState = j }),
		jsonObject("actualState", true, func(d *in, j models.JSON) { d.ActualState = j }),
		jsonObject("difference", true, func(d *in, j models.JSON) { d.Difference = j }),
		moment("seenAt", true, func(d *in, at time.Time) { d.SeenAt = at }),
		[]change[in]{
			{"no scan", func(d *in) { d.Scan.ID = uuid.Nil }, []string{"scanId"}},
			{"wrong enums", func(d *in) { d.Severity, d.NextApply, d.DetectedBy = "x", "x", "x" }, []string{"severity", "nextApply", "detectedBy"}},
		},
	))
}

func TestLifecycleInputs(t *testing.T) {
	t.Parallel()
	checkInput(t, models.TriageDriftInput{TriagedBy: someone}, []change[models.TriageDriftInput]{
		{"nobody", func(in *models.TriageDriftInput) { in.TriagedBy = uuid.Nil }, []string{"triagedBy"}},
	})
	checkInput(t, models.ResolveDriftInput{How: models.ResolvedManualFix, ResolvedBy: someone}, []change[models.ResolveDriftInput]{
		{"nobody, nohow", func(in *models.ResolveDriftInput) { *in = models.ResolveDriftInput{} }, []string{"resolvedHow", "resolvedBy"}},
		{"another way", func(in *models.ResolveDriftInput) { in.How = "manual" }, []string{"resolvedHow"}},
	})
	for reason, wrong := range map[string]bool{
		"": true, "too short": true, "          ": true, "  nine char \n": true, "\u3000123456789\u3000": true,
		"ten chars!": false, "  ten chars!\t": false, "十個の文字だけですよ": false, "ずっと短いです": true, strings.Repeat("a", 100_000): false,
		"with U+0000 \x00 inside": true, "not in UTF-8 \xff at all": true,
	} {
		var want []string
		if wrong {
			want = []string{"reason"}
		}
		if got := fieldsOf(t, models.ApproveDriftInput{Reason: reason, ApprovedBy: someone}.Validate()); !slices.Equal(got, want) {
			t.Errorf("approve because of %.20q: %v", reason, got)
		}
		if got := fieldsOf(t, models.RejectDriftInput{Reason: reason, RejectedBy: someone}.Validate()); !slices.Equal(got, want) {
			t.Errorf("reject because of %.20q: %v", reason, got)
		}
	}
	if got := fieldsOf(t, models.ApproveDriftInput{}.Validate()); !slices.Equal(got, []string{"reason", "approvedBy"}) {
		t.Error(got)
	}
	if got := fieldsOf(t, models.RejectDriftInput{}.Validate()); !slices.Equal(got, []string{"reason", "rejectedBy"}) {
		t.Error(got)
	}
	err := models.ApproveDriftInput{Reason: " because ", ApprovedBy: someone}.Validate()
	if err == nil || err.Error() != "reason: takes at least 10 characters, got 7" {
		t.Error(err)
	}
}

func TestCreateAlertInput(t *testing.T) {
	t.Parallel()
	type in = models.CreateAlertInput
	checkInput(t, in{DriftID: someone, Type: models.AlertDriftDetected, Severity: models.SeverityWarning, Title: "a", Message: "b"}, slices.Concat(
		limit("type", 50, true, func(a *in, s string) { a.Type = s }),
		limit("title", 255, true, func(a *in, s string) { a.Title = s }),
		limit("message", 0, true, func(a *in, s string) { a.Message = s }),
		[]change[in]{{"nothing", func(a *in) { *a = in{} }, []string{"driftId", "type", "severity", "title", "message"}}},
	))
}

func TestRecordCostInput(t *testing.T) {
	t.Parallel()
	type in = models.RecordCostInput
	checkInput(t, in{CostUSD: models.Cents(-1), RecordedAt: noon, PeriodStart: noon.Add(-time.Hour), PeriodEnd: noon}, slices.Concat(
		moment("recordedAt", false, func(c *in, at time.Time) { c.RecordedAt = at }),
		[]change[in]{
			{"no period", func(c *in) { c.PeriodStart, c.PeriodEnd = time.Time{}, time.Time{} }, []string{"periodStart", "periodEnd"}},
			{"no start", func(c *in) { c.PeriodStart = time.Time{} }, []string{"periodStart"}},
			{"no end", func(c *in) { c.PeriodEnd = time.Time{} }, []string{"periodEnd"}},
			{"an empty period", func(c *in) { c.PeriodEnd = c.PeriodStart }, []string{"periodEnd"}},
			{"a period backwards", func(c *in) { c.PeriodEnd = c.PeriodStart.Add(-1) }, []string{"periodEnd"}},
			{"a period too late", func(c *in) { c.PeriodEnd = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, []string{"periodEnd"}},
			{"a period too early", func(c *in) { c.PeriodStart = time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC) }, []string{"periodStart"}},
		},
	))
}

func TestCreateScanInput(t *testing.T) {
	t.Parallel()
	type in = models.CreateScanInput
	checkInput(t, in{Scope: "prod", Source: "terraform", ScannedAt: noon, DetectedBy: models.DetectedByScheduler}, slices.Concat(
		limit("source", 50, true, func(s *in, text string) { s.Source = text }),
		limit("file", 0, false, func(s *in, text string) { s.File = text }),
		limit("toolVersion", 50, false, func(s *in, text string) { s.ToolVersion = text }),
		limit("formatVersion", 50, false, func(s *in, text string) { s.FormatVersion = text }),
		moment("scannedAt", true, func(s *in, at time.Time) { s.ScannedAt = at }),
		moment("reportTime", false, func(s *in, at time.Time) { s.ReportTime = at }),
		[]change[in]{
			{"no scope", func(s *in) { s.Scope = "" }, []string{"scope"}},
			{"a scope with U+0000", func(s *in) { s.Scope = "\x00" }, []string{"scope"}},
			{"a scope of 1024 bytes", func(s *in) { s.Scope = strings.Repeat("世", 341) + "a" }, nil},
			{"a scope of 1025 bytes", func(s *in) { s.Scope = strings.Repeat("世", 341) + "ab" }, []string{"scope"}},
			{"a negative size", func(s *in) { s.ReportBytes = -1 }, []string{"reportBytes"}},
			{"another detector", func(s *in) { s.DetectedBy = "cron" }, []string{"detectedBy"}},
		},
	))
}

func TestUserInputs(t *testing.T) {
	t.Parallel()
	type in = models.CreateUserInput
	changes := slices.Concat(
		limit("firstName", 100, false, func(u *in, s string) { u.FirstName = s }),
		limit("lastName", 100, false, func(u *in, s string) { u.LastName = s }),
		limit("avatarUrl", 500, false, func(u *in, s string) { u.AvatarURL = s }),
		[]change[in]{
			{"an e-mail at its limit", func(u *in) { u.Email = strings.Repeat("a", 249) + "@b.com" }, nil},
			{"an e-mail past its limit", func(u *in) { u.Email = strings.Repeat("a", 250) + "@b.com" }, []string{"email"}},
			{"no e-mail", func(u *in) { u.Email = "" }, []string{"email"}},
			{"an e-mail of spaces", func(u *in) { u.Email = "  " }, []string{"email"}},
			{"an e-mail that is none", func(u *in) { u.Email = "eva" }, []string{"email"}},
			{"an e-mail with U+0000", func(u *in) { u.Email = "a\x00@b.com" }, []string{"email"}},
			{"a short password", func(u *in) { u.Password = "123456789" }, []string{"password"}},
			{"the shortest password", func(u *in) { u.Password = "1234567890" }, nil},
			{"the longest password", func(u *in) { u.Password = strings.Repeat("世", 24) }, nil},
			{"a long password", func(u *in) { u.Password = strings.Repeat("世", 24) + "a" }, []string{"password"}},
			{"no role", func(u *in) { u.Role = "" }, []string{"role"}},
			{"another role", func(u *in) { u.Role = "root" }, []string{"role"}},
		},
	)
	checkInput(t, in{Email: "eva@example.com", Password: "correct horse", Role: models.RoleViewer}, changes)

	type rename = models.RenameUserInput
	checkInput(t, rename{}, slices.Concat(
		limit("firstName", 100, false, func(u *rename, s string) { u.FirstName = s }),
		limit("lastName", 100, false, func(u *rename, s string) { u.LastName = s }),
	))
}

// What is taken for an e-mail address is what the table's own check takes.
func TestEmailsAreTheTables(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	for _, email := range []string{
		"eva@example.com", "EVA@EXAMPLE.ORG", "a.b_c%d+e-f@g-h.i.jk", "a@b.co", "1@2.museum", "a@b..cc", "a@-.cc", "..@b.cc", "a@b.|c", "a@b.c|",
		"a@b.c", "a@b", "@b.cc", "a@", "a", "a@b.c1", "a@b.c-d", "a b@c.dd", " a@b.cc", "a@b.cc ", "a@b.cc\n", "\na@b.cc", "a@b.cc\nx@y.zz",
		"a@@b.cc", "a@b@c.dd", "é@b.cc", "a@é.cc", "a@b.éé", "a@b.cç", "A@B.ÄÖ", "ſ@b.cc", "a@b.\u212a\u212a", "a,b@c.dd", "a;b@c.dd", "a'b@c.dd", `"a"@b.cc`,
		"<a@b.cc>", "a@[127.0.0.1]", "a@b.cc.", "a!@b.cc", "a@b_c.dd", "a\t@b.cc", "a\\@b.cc", "a^@b.cc", "a@b.[]", "a@b.__", "a/b@c.dd",
	} {
		err := db.Gorm.Exec("INSERT INTO users (email, password_hash) VALUES (?, 'x')", email).Error
		var pg *pgconn.PgError
		if err != nil && (!errors.As(err, &pg) || pg.ConstraintName != "email_format") {
			t.Fatalf("%q: %v", email, err)
		}
		in := models.CreateUserInput{Email: email, Password: "correct horse", Role: models.RoleViewer}
		if wrong := in.Validate(); (err == nil) != (wrong == nil) {
			t.Errorf("%q: the table says %v, Validate %v", email, err, wrong)
		}
	}
}

func TestSessionInputs(t *testing.T) {
	t.Parallel()
	type in = models.CreateSessionInput
	token := strings.Repeat("t", models.MinTokenLength)
	later := time.Now().Add(time.Hour)
	checkInput(t, in{UserID: someone, Token: token, ExpiresAt: later, IPAddress: someIP, UserAgent: "curl"}, slices.Concat(
		limit("userAgent", 500, false, func(s *in, text string) { s.UserAgent = text }),
		[]change[in]{
			{"nobody", func(s *in) { s.UserID = uuid.Nil }, []string{"userId"}},
			{"a random token", func(s *in) { s.Token = "" }, nil},
			{"a short token", func(s *in) { s.Token = token[1:] }, []string{"token"}},
			{"the longest token", func(s *in) { s.Token = strings.Repeat("t", models.MaxTokenLength) }, nil},
			{"a long token", func(s *in) { s.Token = strings.Repeat("t", models.MaxTokenLength+1) }, []string{"token"}},
			{"a token not in UTF-8", func(s *in) { s.Token = token + "\xff" }, []string{"token"}},
			{"no end", func(s *in) { s.ExpiresAt = time.Time{} }, []string{"expiresAt"}},
			{"an end that was", func(s *in) { s.ExpiresAt = noon.AddDate(-20, 0, 0) }, []string{"expiresAt"}},
			{"an end too late", func(s *in) { s.ExpiresAt = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, []string{"expiresAt"}},
			{"no address", func(s *in) { s.IPAddress = nil }, nil},
			{"an empty address", func(s *in) { s.IPAddress = &models.IP{} }, []string{"ipAddress"}},
			{"an address with a zone", func(s *in) { s.IPAddress = &models.IP{Addr: zoned} }, []string{"ipAddress"}},
		},
	))
	type rotate = models.RotateSessionInput
	checkInput(t, rotate{Token: "old", NewToken: token}, slices.Concat(
		limit("userAgent", 500, false, func(s *rotate, text string) { s.UserAgent = text }),
		[]change[rotate]{
			{"no token", func(s *rotate) { s.Token = "" }, []string{"token"}},
			{"a random new token", func(s *rotate) { s.NewToken = "" }, nil},
			{"a short new token", func(s *rotate) { s.NewToken = "short" }, []string{"newToken"}},
			{"the same token", func(s *rotate) { s.Token, s.NewToken = token, token }, []string{"newToken"}},
			{"a new end", func(s *rotate) { s.ExpiresAt = later }, nil},
			{"an end that was", func(s *rotate) { s.ExpiresAt = noon.AddDate(-20, 0, 0) }, []string{"expiresAt"}},
			{"an empty address", func(s *rotate) { s.IPAddress = &models.IP{} }, []string{"ipAddress"}},
		},
	))
	for _, err := range []error{in{Token: token[1:]}.Validate(), rotate{Token: token, NewToken: token}.Validate()} {
		if strings.Contains(err.Error(), token[1:]) {
			t.Errorf("the error shows the token: %v", err)
		}
	}
}

func TestAppendAuditInput(t *testing.T) {
	t.Parallel()
	type in = models.AppendAuditInput
	checkInput(t, in{Action: "drift.exported"}, slices.Concat(
		limit("action", 100, true, func(a *in, s string) { a.Action = s }),
		limit("userAgent", 500, false, func(a *in, s string) { a.UserAgent = s }),
		jsonObject("oldValue", false, func(a *in, j models.JSON) { a.OldValue = j }),
		jsonObject("newValue", false, func(a *in, j models.JSON) { a.NewValue = j }),
		jsonObject("details", false, func(a *in, j models.JSON) { a.Details = j }),
		[]change[in]{{"an empty address", func(a *in) { a.IPAddress = &models.IP{} }, []string{"ipAddress"}}},
	))
	for _, own := range models.Actions() {
		if err := (in{Action: own}).Validate(); err == nil || !strings.Contains(err.Error(), "action: "+own+" is what the program itself writes") {
			t.Errorf("%s: %v", own, err)
		}
	}
}

// Actions has every Action… constant of the source.
func TestActionsAreAll(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("audit.go")
	if err != nil {
		t.Fatal(err)
	}
	constants := regexp.MustCompile(`(?m)^\tAction\w+ += "(.+)"$`).FindAllStringSubmatch(string(source), -1)
	if len(constants) == 0 || len(constants) != len(models.Actions()) {
		t.Errorf("%d constants, %d actions", len(constants), len(models.Actions()))
	}
	for _, c := range constants {
		if !slices.Contains(models.Actions(), c[1]) {
			t.Errorf("no %s", c[1])
		}
	}
}
