package server_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

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
}

// TestTables asks for each list in each of its formats.
func TestTables(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.furnish(t)
	h := l.server(t)
	yesterday := l.now.AddDate(0, 0, -1).Format(time.DateOnly)
	for _, test := range []struct {
		path    string
		total   int
		field   string   // in JSON and in CSV
		page    []string // on the page
		filters map[string]int
	}{
		{"/debug/drifts", 5, "costImpactMonthly", []string{"sg-0f3"}, nil},
		{"/debug/scans", 3, "refreshOnly", []string{"network/prod", "not trusted", "an ordinary plan", "3 empty", "/debug/scans/" + l.scan.ID.String()},
			map[string]int{"scope=data/prod": 1, "scope=data/prod,network/prod": 3, "source=pulumi": 0, "source=all": 3}},
		{"/debug/alerts", 4, "isRead", []string{"sg-0f3", "unread", "/debug/drifts/" + l.group.String()},
			map[string]int{"unread=true": 3, "unread=false": 1, "severity=critical": 2, "driftId=" + l.disk.String(): 1, "unread=all": 4}},
		{"/debug/cost-metrics", 1, "costUsd", []string{"orders", "−$44.85"},
			map[string]int{"since=" + yesterday: 1, "until=" + yesterday: 0, "driftId=" + l.gone.String(): 0}},
		{"/debug/audit-logs", 17, "action", []string{"drift.approved", "mira@example.com", "the program"},
			map[string]int{"action=drift.approved": 1, "action=drift.approved,drift.rejected": 2, "actorId=" + l.mira.ID.String() + "&action=drift.triaged": 1,
				"driftId=" + l.disk.String() + "&action=drift.detected": 1, "since=" + l.now.AddDate(100, 0, 0).Format(time.DateOnly): 0}},
		{"/debug/users", 1, "isActive", []string{"mira@example.com", "Mira Osei", "engineer"}, map[string]int{"role=admin": 0, "active=true": 1, "active=false": 0}},
		{"/debug/sessions", 1, "expiresAt", []string{"mira@example.com", "live"}, map[string]int{"userId=" + l.mira.ID.String(): 1, "userId=" + uuid.NewString(): 0}},
	} {
		t.Run(test.path, func(t *testing.T) {
			list := decode(t, get(h, test.path+"?limit=500"), http.StatusOK)
			items := list["items"].([]any)
			if len(items) != test.total {
				t.Errorf("%d rows, want %d", len(items), test.total)
			}
			if _, ok := items[0].(map[string]any)[test.field]; !ok {
				t.Errorf("no field %s in %v", test.field, items[0])
			}
			for filter, want := range test.filters {
				if got := decode(t, get(h, test.path+"?"+filter), http.StatusOK)["total"]; got != json.Number(strconv.Itoa(want)) {
					t.Errorf("%s gives %v, want %d", filter, got, want)
				}
			}

			w := get(h, test.path, "Accept", asPage)
			body := strings.ReplaceAll(w.Body.String(), "<wbr>", "")
			if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
				t.Errorf("as a page: %d %s", w.Code, body)
			}
			for _, s := range append(test.page, `href="`+test.path+`" aria-current="page"`, `href="`+test.path+`?format=csv"`) {
				if !strings.Contains(body, s) {
					t.Errorf("no %q on the page", s)
				}
			}
			checkSelfContained(t, test.path, body)

			for format, kind := range map[string]string{"csv": "text/csv", "ndjson": "application/x-ndjson"} {
				head := send(h, http.MethodHead, test.path+"?format="+format)
				if got := head.Header().Get("Content-Type"); head.Code != http.StatusOK || !strings.HasPrefix(got, kind) || head.Body.Len() != 0 {
					t.Errorf("HEAD of %s: %d %s", format, head.Code, got)
				}
			}
			lines := strings.Split(strings.TrimSpace(l.download(t, h, test.path+"?format=ndjson")), "\n")
			if len(lines) != test.total {
				t.Errorf("%d lines of NDJSON, want %d", len(lines), test.total)
			}
			for i, line := range lines {
				var row map[string]any
				if err := json.Unmarshal([]byte(line), &row); err != nil || row["id"] != items[i].(map[string]any)["id"] {
					t.Errorf("line %d of NDJSON: %v %s", i, err, line)
				}
			}
			records, err := csv.NewReader(strings.NewReader(l.download(t, h, test.path+"?format=csv"))).ReadAll()
			must(t, err)
			if len(records) != test.total+1 || !strings.Contains(strings.Join(records[0], ","), test.field) {
				t.Errorf("%d records of CSV, want %d: %v", len(records), test.total+1, records[0])
			}
			checkNoSecret(t, l, body, strings.Join(lines, ""))
		})
	}
}

// download asks for a list as a file and checks what says so.
func (l *ledger) download(t *testing.T, h http.Handler, path string) string {
	t.Helper()
	w := get(h, path)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	if got := w.Header().Get("Content-Disposition"); !regexp.MustCompile(`^attachment; filename="[a-z-]+-` + l.clock.Format("20060102T150405Z") + `\.(csv|ndjson)"$`).MatchString(got) {
		t.Errorf("%s: Content-Disposition %s", path, got)
	}
	return w.Body.String()
}

// checkNoSecret holds what is shown to what may be: no hash, no token.
func checkNoSecret(t *testing.T, l *ledger, shown ...string) {
	t.Helper()
	for _, s := range shown {
		for _, secret := range []string{l.mira.PasswordHash, "passwordHash", "refreshToken", "$2a$", "reportSha256"} {
			if secret != "" && strings.Contains(s, secret) {
				t.Errorf("%q is shown", secret)
			}
		}
	}
}

func TestScan(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.furnish(t)
	h := l.server(t)
	path := "/debug/scans/" + l.scan.ID.String()
	scan := decode(t, get(h, path), http.StatusOK)
	if scan["trusted"] != false || scan["checked"] != number("7") || len(scan["coverage"].([]any)) != 1 {
		t.Errorf("%v", scan)
	}
	body := strings.ReplaceAll(get(h, path, "Accept", asPage).Body.String(), "<wbr>", "")
	for _, want := range []string{"aws_security_group.bastion", "Its silence is not trusted", "3 empty", "1 seen again"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q on the page", want)
		}
	}
	checkSelfContained(t, path, body)
	decode(t, get(h, "/debug/scans/"+uuid.NewString()), http.StatusNotFound)
	decode(t, get(h, "/debug/scans/42"), http.StatusBadRequest)
}

func TestCSVIsNoFormula(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	_, err := l.store.Drifts.Create(t.Context(), models.CreateDriftInput{
		ResourceID: `=HYPERLINK("http://x","y")`, ResourceType: models.ResourceEC2, Region: "us-east-1",
		ExpectedState: models.JSON(`{"a":"=1"}`), ActualState: models.JSON(`{"a":"2"}`), Severity: models.SeverityInfo,
		CostImpactMonthly: models.MustMoney("-12.50"), DetectedBy: models.DetectedByAPI, DetectedAt: l.now,
	})
	must(t, err)
	h := l.server(t)
	records, err := csv.NewReader(strings.NewReader(l.download(t, h, "/debug/drifts?format=csv&detectedBy=api&sort=-createdAt"))).ReadAll()
	must(t, err)
	line := strings.Join(records[1], "|")
	if !strings.Contains(line, `|'=HYPERLINK("http://x","y")|`) || !strings.Contains(line, "|-12.50|") {
		t.Error(line)
	}
}
