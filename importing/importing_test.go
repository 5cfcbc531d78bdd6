package importing_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
	"github.com/clouddrift/guardian/repositories"
)

func TestMain(m *testing.M) { os.Exit(testdb.Run(m)) }

// kept is where the project keeps its reports, a folder a tool; ours are Terraform's.
const (
	kept = "../reports/testdata"
	ours = kept + "/terraform"
)

// roots are the folders to read reports from: where the project keeps its own, and
// the one that GUARDIAN_REPORTS names, which has more of them in folders alike.
func roots(t *testing.T) []string {
	t.Helper()
	more := os.Getenv("GUARDIAN_REPORTS")
	if more == "" {
		return []string{kept}
	}
	if info, err := os.Stat(more); err != nil || !info.IsDir() || !filepath.IsAbs(more) {
		t.Fatalf("GUARDIAN_REPORTS is %q: it takes the whole path of a folder, since each package's tests run in a folder of their own", more)
	}
	return []string{kept, more}
}

func newStore(t *testing.T) *repositories.Store {
	t.Helper()
	return repositories.New(testdb.Lend(t), time.Minute)
}

// engineer writes a user who decides, without the cost of a password.
func engineer(t *testing.T, db *postgres.DB) (id uuid.UUID) {
	t.Helper()
	must(t, db.Pool.QueryRow(t.Context(), "INSERT INTO users (email, password_hash, role) VALUES ('ops@example.com', 'none', 'engineer') RETURNING id").Scan(&id))
	return id
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

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestEveryHostileFileIsRefusedOrTaken(t *testing.T) {
	t.Parallel()
	empty := dump(t, newStore(t))
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
				if dump(t, store) != empty {
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
	o.Scope = "prod*"
	if _, err := importing.File(context.Background(), store, "-", bytes.NewReader(raw), o); !errors.Is(err, importing.ErrScopePattern) {
		t.Errorf("got %v, want ErrScopePattern", err)
	}
	o.Scope = "prod"
	s, err := importing.File(context.Background(), store, "-", bytes.NewReader(raw), o)
	if err != nil || s.Scope != "prod" || s.Created != 1 {
		t.Errorf("got %+v, %v", s, err)
	}
}
