package repositories_test

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// kept asks for the drifts that parameters keep, and names them.
func (l *ledger) kept(query string, names map[uuid.UUID]string) []string {
	l.Helper()
	values, err := url.ParseQuery(query)
	l.ok(err)
	q, err := models.ParseDriftQuery(values)
	l.ok(err)
	page, err := l.Drifts.List(l.Context(), q)
	l.ok(err)
	var kept []string
	for _, d := range page.Items {
		kept = append(kept, names[d.ID])
	}
	slices.Sort(kept)
	return kept
}

// Each clause stands in a case of a test: that it keeps what it should cannot be told from
// its line.
func TestEveryClauseHasItsCases(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(raw)
	}
	for _, name := range repositories.Clauses() {
		if !strings.Contains(text.String(), `"`+name+"=") {
			t.Errorf("repositories: no case asks for %s; write %[1]q, what that keeps, and one more that it leaves out, in a table of filter_clauses_test.go, or of another list in the file of its repository, as alerts_test.go has it", name+"=…")
		}
	}
}

// The filters of what scans sum up to keep a drift that no scan saw where the value
// says that nothing is known.
func TestFiltersOfSummaries(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	web := l.detect("prod/web", func(in *models.Detection) {
		in.Address, in.Kind = "module.a.aws_instance.web[0]", models.KindConfiguration
	})
	disk := l.detect("prod", func(in *models.Detection) { in.NextApply, in.Kind = models.NextApplyKeep, models.KindState })
	odd := l.detect("prod0/x", func(in *models.Detection) { in.NextApply = models.NextApplyUnknown })
	bare := l.drift()
	names := map[uuid.UUID]string{web.DriftID: "web", disk.DriftID: "disk", odd.DriftID: "odd", bare.ID: "bare"}
	l.ok(l.move(disk.DriftID, models.StatusApproved))
	l.ok(l.move(odd.DriftID, models.StatusRejected))
	l.exec("UPDATE drift_summaries SET owner = 'web team', due_at = now() - interval '1 second' WHERE drift_id IN (?, ?)", web.DriftID, disk.DriftID)
	l.exec("UPDATE drift_summaries SET owner = 'odd team', due_at = now() + interval '1 hour' WHERE drift_id = ?", odd.DriftID)
	for query, want := range map[string][]string{
		"owner=web+team":                       {"disk", "web"},
		"owner=odd+team,nobody":                {"odd"},
		"overdue=true":                         {"web"}, // the other is approved
		"overdue=true&owner=odd+team":          nil,
		"address=module.a.aws_instance.web[0]": {"web"},
		"address=module.a.aws_instance":        nil,
		"scope=prod/*":                         {"web"},
		"scope=prod,prod/*":                    {"disk", "web"},
		"tool=terraform":                       {"disk", "odd", "web"},
		"tool=driftctl":                        nil,
		"nextApply=revert":                     {"web"},
		"nextApply=unknown":                    {"bare", "odd"},
		"nextApply=unknown,keep":               {"bare", "disk", "odd"},
		"nextApply=unknown,keep,revert":        {"bare", "disk", "odd", "web"},
		"kind=state":                           {"disk"},
		"kind=unknown":                         {"bare", "odd"},
		"status=open":                          {"bare", "odd", "web"},
		"status=open,approved":                 {"bare", "disk", "odd", "web"},
		"status=open&nextApply=revert":         {"web"},
		"costAtLeast=12":                       {"bare"},
		"costAtLeast=13":                       nil,
		"costAtLeast=0":                        {"bare"}, // of the others it is not known
	} {
		if got := l.kept(query, names); !slices.Equal(got, want) {
			t.Errorf("%s keeps %v, want %v", query, got, want)
		}
	}
	then, err := l.Drifts.AsOf(t.Context(), l.now(), models.DriftQuery{Filter: models.DriftFilter{Status: []models.Status{models.StatusOpen}}})
	l.ok(err)
	if then.Total != 3 {
		t.Errorf("%d were open then, want 3", then.Total)
	}
}

// Words are found by how they begin, in whatever case and wherever they stand: in what a
// scan calls the resource, or in a drift's own row where no scan saw it.
func TestWords(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	web := l.detect("prod/web", func(in *models.Detection) {
		in.Address, in.FullResourceID = `module.a["eu-1"].aws_instance.Größe`, "arn:aws:ec2:web-0123"
		differs(`{"root_block_device": {"expected": 1, "actual": 2}}`)(in)
	})
	bare := l.drift(func(in *models.CreateDriftInput) {
		in.ResourceID, in.ResourceType = "i-0abc", "aws_db_instance"
		in.ExpectedState, in.ActualState = models.JSON(`{"multi_az": true}`), models.JSON(`{"multi_az": false}`)
	})
	names := map[uuid.UUID]string{web.DriftID: "web", bare.ID: "bare"}
	for query, want := range map[string][]string{
		"q=PROD":                  {"web"},
		"q=prod/web":              {"web"},
		"q=web+inst+prod":         {"web"},
		"q=gr%C3%B6":              {"web"},
		"q=eu-1":                  {"web"},
		"q=0123":                  {"web"},
		"q=123":                   nil, // the middle of a word
		"q=block_dev":             {"web"},
		"q=aws":                   {"bare", "web"},
		"q=i-0abc":                {"bare"},
		"q=multi+db":              {"bare"},
		"q=multi,prod":            {"bare", "web"},
		"q=multi+prod":            nil,
		"q=expected":              nil, // a word of the ledger's own
		"q=--":                    nil,
		"q='%3A*+%26+!":           nil,
		"q=aws&resourceId=i-0abc": {"bare"},
	} {
		if got := l.kept(query, names); !slices.Equal(got, want) {
			t.Errorf("%s keeps %v, want %v", query, got, want)
		}
	}
	l.exec("UPDATE drift_summaries SET address = 'aws_instance.moved' WHERE drift_id = ?", web.DriftID)
	for query, want := range map[string][]string{"q=moved": {"web"}, "q=module": nil} {
		if got := l.kept(query, names); !slices.Equal(got, want) {
			t.Errorf("once it has moved, %s keeps %v, want %v", query, got, want)
		}
	}
}

// The first drifts of a ledger, many at once, have their words without a look at the words
// of all others for each: a plan made while there are few is used for all of them.
func TestWordsOfTheFirstDrifts(t *testing.T) {
	t.Parallel()
	const drifts = 2000
	l := ledgerOn(t, testdb.OpenOwner(t)) // who may ANALYZE
	tx, err := l.db.Pool.Begin(t.Context())
	l.ok(err)
	defer func() { l.ok(tx.Rollback(context.Background())) }()
	_, err = tx.Exec(t.Context(), "SET CONSTRAINTS ALL IMMEDIATE")
	l.ok(err)
	for _, n := range []int{10, 10, drifts - 20} {
		_, err = tx.Exec(t.Context(), `INSERT INTO drifts (resource_id, resource_type, region, expected_state, actual_state, difference, detected_at, detected_by)
			SELECT 'i-' || n, 'EC2', 'global', '{}', '{}', '{"a": {"expected": 1}}', now(), 'api' FROM generate_series(1, $1::int) n`, n)
		l.ok(err)
		if n == 10 {
			_, err = tx.Exec(t.Context(), "ANALYZE drifts, drift_words")
			l.ok(err)
		}
	}
	var written, read int
	l.ok(tx.QueryRow(t.Context(), "SELECT sum(n_tup_ins), sum(seq_tup_read + idx_tup_fetch) FROM pg_stat_xact_user_tables WHERE relname IN ('drifts', 'drift_words')").Scan(&written, &read))
	if written != 2*drifts || read > 10*drifts {
		t.Errorf("%d rows were written, and %d read for them", written, read)
	}
}
