package importing_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
	"github.com/clouddrift/guardian/repositories"
)

func TestMain(m *testing.M) { os.Exit(testdb.Run(m)) }

// ours are the reports that the project keeps; shared holds some more where the
// checkout has them beside it.
const (
	ours   = "../reports/testdata/terraform"
	shared = "../../shared/reports"
)

func newStore(t *testing.T) *repositories.Store {
	t.Helper()
	return repositories.New(testdb.Open(t), time.Minute)
}

func importFile(t *testing.T, store *repositories.Store, path string, o importing.Options) (importing.Summary, error) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if o.DetectedBy == "" {
		o.DetectedBy = models.DetectedByManual
	}
	return importing.File(context.Background(), store, path, f, o)
}

func mustImport(t *testing.T, store *repositories.Store, path string, o importing.Options) importing.Summary {
	t.Helper()
	s, err := importFile(t, store, path, o)
	if err != nil {
		t.Fatalf("import %s: %v", path, err)
	}
	return s
}

// table reads a TSV whose first line names the columns.
func table(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			if i < len(row) {
				m[name] = row[i]
			}
		}
		out = append(out, m)
	}
	return out
}

// folders are the reports to hold the import to, those beside the checkout too.
func folders(t *testing.T) []string {
	t.Helper()
	all := []string{ours}
	for _, name := range []string{"terraform", "terraform-public"} {
		if _, err := os.Stat(filepath.Join(shared, name)); err == nil {
			all = append(all, filepath.Join(shared, name))
		}
	}
	return all
}

func TestEveryReportBecomesWhatIsExpected(t *testing.T) {
	t.Parallel()
	for _, folder := range folders(t) {
		secrets := map[string][]string{}
		if folder != filepath.Join(shared, "terraform-public") {
			for _, row := range table(t, filepath.Join(folder, "SECRETS.tsv")) {
				if row["in_drift"] == "marked" {
					secrets[row["file"]] = append(secrets[row["file"]], row["secret"])
				}
			}
		}
		for _, row := range table(t, filepath.Join(folder, "EXPECT.tsv")) {
			path := filepath.Join(folder, row["file"])
			if _, err := os.Stat(filepath.Join(ours, row["file"])); (err == nil) != (folder == ours) {
				continue // the largest are beside the checkout only, and of the others ours counts
			}
			t.Run(path, func(t *testing.T) {
				t.Parallel()
				db := testdb.Open(t)
				store := repositories.New(db, time.Minute)
				summary := mustImport(t, store, path, importing.Options{})
				checkSummary(t, summary, row)
				checkRows(t, store, summary)

				before := dump(t, store)
				again := mustImport(t, store, path, importing.Options{})
				if !again.AlreadyImported || again.ScanID != summary.ScanID || again.Created+again.Repeated != 0 {
					t.Errorf("second import: %+v, want alreadyImported and nothing else", again)
				}
				if after := dump(t, store); after != before {
					t.Error("the second import changed the ledger")
				}
				for _, secret := range secrets[row["file"]] {
					if strings.Contains(before, secret) {
						t.Errorf("the ledger holds the secret %q", secret)
					}
				}
			})
		}
	}
}

type expectedDrift struct {
	Address, Type, Action string
	Attributes            []string
}

func checkSummary(t *testing.T, s importing.Summary, want map[string]string) {
	t.Helper()
	for rule, got := range map[string]int{
		"created": s.Created, "unchanged": s.Suppressed["unchanged"], "empty": s.Suppressed["empty"],
		"volatile": s.Suppressed["volatile"], "moved": s.Suppressed["moved"],
	} {
		if n, _ := strconv.Atoi(want[rule]); n != got {
			t.Errorf("%s: got %d, want %d", rule, got, n)
		}
	}
	var drifts []expectedDrift
	if err := json.Unmarshal([]byte(want["drifts"]), &drifts); err != nil {
		t.Fatal(err)
	}
	got := map[string]importing.Item{}
	for _, item := range s.Items {
		if item.Outcome == importing.Created {
			got[item.Address] = item
		}
	}
	if len(got) != len(drifts) {
		t.Errorf("got %d drifts, want %d", len(got), len(drifts))
	}
	for _, d := range drifts {
		item, ok := got[d.Address]
		switch {
		case !ok:
			t.Errorf("%s: no drift", d.Address)
		case item.ResourceType != models.ResourceTypeOf(d.Type):
			t.Errorf("%s: type %s, want that of %s", d.Address, item.ResourceType, d.Type)
		case !slices.Equal(item.Attributes, d.Attributes):
			t.Errorf("%s: attributes %v, want %v", d.Address, item.Attributes, d.Attributes)
		}
	}
}

// checkRows holds the rows to the summary and to each other.
func checkRows(t *testing.T, store *repositories.Store, s importing.Summary) {
	t.Helper()
	ctx := context.Background()
	scan, err := store.Scans.Get(ctx, s.ScanID)
	if err != nil {
		t.Fatal(err)
	}
	if scan.Created != s.Created || scan.Checked != s.Checked || scan.Drifted != s.Drifted {
		t.Errorf("scan counts %d created, %d checked, %d drifted; summary %+v", scan.Created, scan.Checked, scan.Drifted, s)
	}
	for _, item := range s.Items {
		if item.Outcome != importing.Created {
			continue
		}
		drift, err := store.Drifts.Get(ctx, *item.DriftID)
		if err != nil {
			t.Fatal(err)
		}
		difference, err := drift.Difference.Object()
		if err != nil || !slices.Equal(models.SortedKeys(difference), item.Attributes) {
			t.Errorf("%s: difference has %v (%v), want %v", item.Address, models.SortedKeys(difference), err, item.Attributes)
		}
		alerts, err := store.Alerts.List(ctx, models.AlertFilter{DriftID: &drift.ID}, models.PageRequest{})
		if err != nil {
			t.Fatal(err)
		}
		if want := drift.Severity != models.SeverityInfo; (alerts.Total == 1) != want {
			t.Errorf("%s: %d alerts for severity %s", item.Address, alerts.Total, drift.Severity)
		}
		audit, err := store.Audit.List(ctx, models.AuditFilter{DriftID: &drift.ID, Action: []string{models.ActionDriftDetected}}, models.PageRequest{})
		if err != nil || audit.Total != 1 {
			t.Errorf("%s: %d audit rows of its detection (%v)", item.Address, audit.Total, err)
		}
	}
}

// dump is all of the ledger as text.
func dump(t *testing.T, store *repositories.Store) string {
	t.Helper()
	ctx := context.Background()
	var b strings.Builder
	enc := json.NewEncoder(&b)
	page := models.PageRequest{Limit: models.MaxLimit}
	drifts, err := store.Drifts.List(ctx, models.DriftQuery{PageRequest: page})
	must(t, err)
	for _, d := range drifts.Items {
		must(t, enc.Encode(d))
		o, err := store.Drifts.Occurrences(ctx, d.ID, page)
		must(t, err)
		must(t, enc.Encode(o))
	}
	scans, err := store.Scans.List(ctx, models.ScanFilter{}, page)
	must(t, err)
	alerts, err := store.Alerts.List(ctx, models.AlertFilter{}, page)
	must(t, err)
	audit, err := store.Audit.List(ctx, models.AuditFilter{}, page)
	must(t, err)
	must(t, enc.Encode([]any{scans, alerts, audit}))
	return b.String()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestEveryHostileFileIsRefusedOrTaken(t *testing.T) {
	t.Parallel()
	for _, row := range table(t, filepath.Join(ours, "INDEX.tsv")) {
		if !strings.HasPrefix(row["file"], "hostile/") {
			continue
		}
		t.Run(row["file"], func(t *testing.T) {
			t.Parallel()
			store := newStore(t)
			path := filepath.Join(ours, row["file"])
			summary, err := importFile(t, store, path, importing.Options{})
			if row["expect"] == "reject" {
				var refused *reports.Error
				if !errors.As(err, &refused) || strings.Contains(err.Error(), "\n") {
					t.Fatalf("got %v, want one line that refuses it", err)
				}
				if empty := dump(t, newStore(t)); dump(t, store) != empty {
					t.Error("something was written")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want := 1
			if row["file"] == "hostile/drift-null.json" {
				want = 0
			}
			if row["file"] == "hostile/nul-address.json" {
				want = 0
				if summary.Skipped != 1 || summary.Unstorable != 1 || summary.Items[0].Reason == "" {
					t.Errorf("got %+v, want the entry skipped with its reason", summary)
				}
			}
			if summary.Created != want {
				t.Errorf("created %d, want %d", summary.Created, want)
			}
		})
	}
}

func TestStandardInputWantsAScope(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join(ours, "02-single.refresh.json"))
	must(t, err)
	store := newStore(t)
	o := importing.Options{DetectedBy: models.DetectedByManual}
	if _, err := importing.File(context.Background(), store, "-", bytes.NewReader(raw), o); !errors.Is(err, importing.ErrNoScope) {
		t.Errorf("got %v, want ErrNoScope", err)
	}
	o.Scope = "prod"
	s, err := importing.File(context.Background(), store, "-", bytes.NewReader(raw), o)
	if err != nil || s.Scope != "prod" || s.Created != 1 {
		t.Errorf("got %+v, %v", s, err)
	}
}
