package importing_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
)

// fieldCase is a line of testdata/field/EXPECT.jsonl: reports of some nights, and
// what must come of them.
type fieldCase struct {
	Case   string
	Files  []string
	Source string // the public report that a case of testdata/found is after
	Expect struct {
		Flags        []string
		ApproveAfter int `json:"approve_after"`

		Rows, Unresolved, Open      *int
		Created, Repeated, Resolved *int
		RepeatedAt2                 *int `json:"repeated_at_2"`
		Suppressed                  map[string]int
		Severity                    models.Severity
		NextApply                   models.NextApply
		Exit                        int
		Error                       string
		AbsentMarked                bool     `json:"absent_marked"`
		AlertNot                    string   `json:"alert_not"`
		Absent, Present             []string // texts that no row holds, and that a drift does
	}
}

// Cases after public bug reports of providers, modules and tools.
func TestFieldCases(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"../reports/testdata/field", "../reports/testdata/found"} {
		text, err := os.ReadFile(folder + "/EXPECT.jsonl")
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			var c fieldCase
			if err := json.Unmarshal([]byte(line), &c); err != nil {
				t.Fatal(err)
			}
			t.Run(c.Case, func(t *testing.T) {
				t.Parallel()
				c.run(t, folder)
			})
		}
	}
}

// dumped is a ledger that can be looked at as a whole.
type dumped struct {
	ledger
	db *postgres.DB
}

func newDumped(t *testing.T) dumped {
	db := testdb.Lend(t)
	return dumped{ledgerOn(t, db), db}
}

// drifts counts the drifts for which a condition holds.
func (l dumped) drifts(condition string) (n int) {
	l.Helper()
	must(l.T, l.db.Pool.QueryRow(l.Context(), "SELECT count(*) FROM drifts WHERE "+condition).Scan(&n))
	return n
}

// dump is every row of a table as text.
func (l dumped) dump(table string) string {
	l.Helper()
	var text *string
	must(l.T, l.db.Pool.QueryRow(l.Context(), "SELECT string_agg(t::text, E'\n') FROM "+table+" t").Scan(&text))
	if text == nil {
		return ""
	}
	return *text
}

func (c fieldCase) run(t *testing.T, folder string) {
	l := newDumped(t)
	want := c.Expect
	o := importing.Options{Scope: "field", ResolveMissing: slices.Contains(want.Flags, "--resolve-missing")}
	var last importing.Summary
	for night, file := range c.Files {
		o.DetectedAt = testdb.Now(t, l.db).Add(time.Duration(night-len(c.Files)) * 24 * time.Hour)
		s, err := importFile(t, l.store, filepath.Join(folder, file), o)
		if want.Error != "" {
			var refused *reports.Error
			if !errors.As(err, &refused) || !regexp.MustCompile(want.Error).MatchString(err.Error()) {
				t.Errorf("%s: %v, want an error with %q", file, err, want.Error)
			}
			return
		}
		must(t, err)
		if n := night + 1; n == 2 && want.RepeatedAt2 != nil && s.Repeated != *want.RepeatedAt2 {
			t.Errorf("night 2 repeated %d, want %d", s.Repeated, *want.RepeatedAt2)
		}
		if want.ApproveAfter == night+1 {
			_, err := l.store.Drifts.Approve(t.Context(), *s.Items[0].DriftID, models.ApproveDriftInput{Reason: "as it should be", ApprovedBy: l.user})
			must(t, err)
		}
		last = s
	}
	c.check(t, l, last)
}

func (c fieldCase) check(t *testing.T, l dumped, s importing.Summary) {
	t.Helper()
	want := c.Expect
	for name, pair := range map[string]struct {
		want *int
		got  int
	}{
		"created": {want.Created, s.Created}, "repeated": {want.Repeated, s.Repeated}, "resolved": {want.Resolved, s.Resolved},
		"rows":       {want.Rows, l.drifts("true")},
		"unresolved": {want.Unresolved, l.drifts("status <> 'resolved'")},
		"open":       {want.Open, l.drifts("status IN ('detected', 'triaged', 'rejected')")},
	} {
		if pair.want != nil && *pair.want != pair.got {
			t.Errorf("%s: %d, want %d", name, pair.got, *pair.want)
		}
	}
	for rule, n := range want.Suppressed {
		if s.Suppressed[rule] != n {
			t.Errorf("suppressed %v, want %d %s", s.Suppressed, n, rule)
		}
	}
	for _, i := range s.Items {
		if i.Outcome != importing.Created && i.Outcome != importing.Repeated {
			continue
		}
		if want.Severity != "" && i.Severity != want.Severity || want.NextApply != "" && i.NextApply != want.NextApply {
			t.Errorf("%s is %s and %s, want %s and %s: %+v", i.Address, i.Severity, i.NextApply, want.Severity, want.NextApply, i.Changes)
		}
	}
	if want.AlertNot != "" && strings.Contains(l.dump("alerts"), want.AlertNot) {
		t.Errorf("an alert says %q", want.AlertNot)
	}
	drifts := l.dump("drifts")
	for _, text := range want.Absent {
		if strings.Contains(drifts+l.dump("drift_occurrences")+l.dump("alerts")+l.dump("audit_logs")+string(models.MustJSON(s)), text) {
			t.Errorf("%q is kept", text)
		}
	}
	for _, text := range want.Present {
		if !strings.Contains(drifts, text) {
			t.Errorf("%q is hidden", text)
		}
	}
	if want.Exit == 3 && s.Open.Counts()[models.SeverityCritical] == 0 {
		t.Error("nothing open is critical")
	}
}
