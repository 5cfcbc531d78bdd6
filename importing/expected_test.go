package importing_test

import (
	"context"
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

// expectations are the rows of the EXPECT.tsv of each folder, by the path of the
// report. Of a report that stands in both roots the project's own counts.
func expectations(t *testing.T) map[string]map[string]string {
	t.Helper()
	all := map[string]map[string]string{}
	for _, folder := range []string{"terraform", "terraform-new", "opentofu", "terraform-public"} {
		for _, root := range roots(t) {
			if _, err := os.Stat(filepath.Join(root, folder, "EXPECT.tsv")); err != nil {
				continue
			}
			for _, row := range table(t, filepath.Join(root, folder, "EXPECT.tsv")) {
				ours := filepath.Join(kept, folder, row["file"])
				if _, err := os.Stat(ours); (err == nil) == (root == kept) {
					all[filepath.Join(root, folder, row["file"])] = row
				}
			}
		}
	}
	return all
}

// planted are the secrets in a report that its masks cover, and those that stand
// outside of its drift.
func planted(t *testing.T, path string) (secrets []string) {
	t.Helper()
	for folder := filepath.Dir(path); len(folder) > len(".."); folder = filepath.Dir(folder) { // up to / or ..
		if _, err := os.Stat(filepath.Join(folder, "SECRETS.tsv")); err != nil {
			continue
		}
		for _, row := range table(t, filepath.Join(folder, "SECRETS.tsv")) {
			if filepath.Join(folder, row["file"]) == path && row["in_drift"] != "UNMARKED" {
				secrets = append(secrets, row["secret"])
			}
		}
	}
	return secrets
}

func TestEveryReportBecomesWhatIsExpected(t *testing.T) {
	t.Parallel()
	for path, row := range expectations(t) {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			store := repositories.New(testdb.Open(t), time.Minute)
			summary, err := importFile(t, store, path, importing.Options{})
			if row["created"] == "refused" {
				if refused := new(reports.Error); !errors.As(err, &refused) {
					t.Fatalf("got %v, want it refused", err)
				}
				return
			}
			must(t, err)
			checkSummary(t, summary, row)
			checkRows(t, store, summary)
			checkDetail(t, store, summary, row["detail"])

			before := dump(t, store)
			again := mustImport(t, store, path, importing.Options{})
			if !again.AlreadyImported || again.ScanID != summary.ScanID || again.Created+again.Repeated != 0 {
				t.Errorf("second import: %+v, want alreadyImported and nothing else", again)
			}
			if after := dump(t, store); after != before {
				t.Error("the second import changed the ledger")
			}
			for _, secret := range planted(t, path) {
				if strings.Contains(before, secret) {
					t.Errorf("the ledger holds the secret %q", secret)
				}
			}
		})
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
		case item.Gone != (d.Action == string(reports.ActionDelete)):
			t.Errorf("%s: gone is %t, want the action %s", d.Address, item.Gone, d.Action)
		case item.ResourceType != models.ResourceTypeOf(d.Type):
			t.Errorf("%s: type %s, want that of %s", d.Address, item.ResourceType, d.Type)
		case !slices.Equal(item.Attributes, d.Attributes):
			t.Errorf("%s: attributes %v, want %v", d.Address, item.Attributes, d.Attributes)
		}
	}
}

// checkDetail holds the drifts to what is expected of each besides, where that is told.
func checkDetail(t *testing.T, store *repositories.Store, s importing.Summary, detail string) {
	t.Helper()
	if detail == "" {
		return
	}
	type of struct {
		Address, ResourceType, ID, Region, Account string
		NextApply                                  models.NextApply
	}
	var want, got []of
	must(t, json.Unmarshal([]byte(detail), &want))
	for _, item := range s.Items {
		if item.Outcome != importing.Created {
			continue
		}
		drift, err := store.Drifts.Get(context.Background(), *item.DriftID)
		must(t, err)
		o := of{item.Address, drift.ResourceType, drift.ResourceID, drift.Region, "", item.NextApply}
		if drift.AccountID != nil {
			o.Account = *drift.AccountID
		}
		got = append(got, o)
	}
	for _, w := range want {
		if !slices.Contains(got, w) {
			i := slices.IndexFunc(got, func(g of) bool { return g.Address == w.Address })
			if i < 0 {
				t.Errorf("%s: no drift", w.Address)
				continue
			}
			t.Errorf("got  %+v\nwant %+v", got[i], w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d drifts, want %d", len(got), len(want))
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

// What the tools write besides plans is refused in a line that says what it is and
// what to run.
func TestWhatIsNoPlanSaysWhatToRun(t *testing.T) {
	t.Parallel()
	says := map[string]string{
		"functions.json":         "the output of `terraform metadata functions -json`",
		"graph.dot":              "text, not JSON",
		"lock.hcl":               "text, not JSON",
		"output.json":            "the output of `terraform output -json`",
		"plan-cut-at-3000.json":  "cut short",
		"plan-stream.ndjson":     "`terraform plan -json`",
		"plan.txt":               "text, not JSON",
		"providers-schema.json":  "the output of `terraform providers schema -json`",
		"show-config.json":       "the JSON of a configuration",
		"state-show.json":        "the JSON of a state",
		"terraform.tfstate.json": "a state file",
		"test.ndjson":            "`terraform test -json`",
		"validate.json":          "the output of `terraform validate -json`",
		"version.json":           "the output of `terraform version -json`",
	}
	store := newStore(t) // of all, since nothing is written
	for _, root := range roots(t) {
		files, err := filepath.Glob(filepath.Join(root, "*", "notplans", "*"))
		must(t, err)
		for _, file := range files {
			t.Run(file, func(t *testing.T) {
				t.Parallel()
				_, err := importFile(t, store, file, importing.Options{})
				var refused *reports.Error
				if !errors.As(err, &refused) || strings.Contains(err.Error(), "\n") {
					t.Fatalf("got %v, want it refused in a line", err)
				}
				for _, want := range []string{says[filepath.Base(file)], "terraform show -json"} {
					if !strings.Contains(err.Error(), want) {
						t.Errorf("got %v, want %q in it", err, want)
					}
				}
			})
		}
	}
}
