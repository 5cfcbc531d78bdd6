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

// folders have an EXPECT.tsv that says what each report becomes; otherFolders are read by
// tests of their own.
var (
	folders      = []string{"terraform", "terraform-new", "opentofu", "terraform-public", "cloudformation", "awsconfig", "pulumi", "driftctl"}
	otherFolders = []string{"field", "found", "infracost"}
)

// unread names the folders of a root that no test reads.
func unread(root string) (names []string, err error) {
	entries, err := os.ReadDir(root)
	for _, e := range entries {
		if e.IsDir() && !slices.Contains(folders, e.Name()) && !slices.Contains(otherFolders, e.Name()) {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// A folder that nobody knows is no folder whose reports became what is expected.
func TestEveryReportBecomesKnownByItsFolder(t *testing.T) {
	t.Parallel()
	for _, root := range roots(t) {
		if names, err := unread(root); err != nil || len(names) > 0 {
			t.Errorf("%s: no test reads the folders %q (%v); add them to folders, where they have an EXPECT.tsv", root, names, err)
		}
	}
	root := t.TempDir()
	must(t, errors.Join(os.Mkdir(filepath.Join(root, "pulumi"), 0o700), os.Mkdir(filepath.Join(root, "spacelift"), 0o700)))
	if names, err := unread(root); err != nil || !slices.Equal(names, []string{"spacelift"}) {
		t.Errorf("got %q (%v), want the folder that is new", names, err)
	}
}

// expectations are the rows of the EXPECT.tsv of each folder, by the path of the
// report. Of a report that stands in both roots the project's own counts.
func expectations(t *testing.T) map[string]map[string]string {
	t.Helper()
	all := map[string]map[string]string{}
	for _, folder := range folders {
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
			store := repositories.New(testdb.Lend(t), time.Minute)
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
			drifts, scan := expectedOf(t, row)
			checkDrifts(t, store, summary, drifts)
			checkScan(t, store, summary, scan)

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

// expectedDrift is a drift as EXPECT.tsv has it: what its column drifts says, and what
// the last column adds. A field that is not told holds for any.
type expectedDrift struct {
	Address, Type, Action string
	Attributes            []string
	ResourceType, ID      string
	Region, Account       *string
	NextApply             models.NextApply
	SecretKeys            []string // of the difference, those whose values are masked
}

// is says whether a drift of the import is the one that is expected.
func (d expectedDrift) is(i importing.Item) bool {
	if d.Address != "" && i.Address != d.Address {
		return false
	}
	return d.ID == "" || i.ResourceID == d.ID && i.ResourceType == d.ResourceType
}

// expectedScan is what the last column says of the whole report.
type expectedScan struct {
	Scope, Time        string // "" where the report has none
	Checked, Unmanaged int
}

// expectedOf reads a row. The last column is a list of what it adds to each drift, by
// address, or an object that has it in the drifts' order, and the scan beside it.
func expectedOf(t *testing.T, row map[string]string) (drifts []expectedDrift, scan *expectedScan) {
	t.Helper()
	must(t, json.Unmarshal([]byte(row["drifts"]), &drifts))
	switch detail := []byte(row["detail"]); {
	case len(detail) == 0:
	case detail[0] == '[':
		var more []expectedDrift
		must(t, json.Unmarshal(detail, &more))
		if len(more) != len(drifts) {
			t.Fatalf("%d drifts, and more of %d", len(drifts), len(more))
		}
		for _, m := range more {
			i := slices.IndexFunc(drifts, func(d expectedDrift) bool { return d.Address == m.Address })
			m.Type, m.Action, m.Attributes = drifts[i].Type, drifts[i].Action, drifts[i].Attributes
			drifts[i] = m
		}
	default:
		var more struct {
			Drifts []json.RawMessage
			Scan   *expectedScan
		}
		must(t, json.Unmarshal(detail, &more))
		for i, m := range more.Drifts {
			must(t, json.Unmarshal(m, &drifts[i]))
		}
		scan = more.Scan
	}
	return drifts, scan
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
}

// checkDrifts holds the drifts to what is expected of each.
func checkDrifts(t *testing.T, store *repositories.Store, s importing.Summary, want []expectedDrift) {
	t.Helper()
	var created []importing.Item
	for _, item := range s.Items {
		if item.Outcome == importing.Created {
			created = append(created, item)
		}
	}
	if len(created) != len(want) {
		t.Errorf("got %d drifts, want %d", len(created), len(want))
	}
	for _, d := range want {
		i := slices.IndexFunc(created, d.is)
		if i < 0 {
			t.Errorf("%s %s %s: no drift", d.Address, d.Type, d.ID)
			continue
		}
		checkDrift(t, store, created[i], d)
		created = slices.Delete(created, i, i+1)
	}
}

func checkDrift(t *testing.T, store *repositories.Store, item importing.Item, d expectedDrift) {
	t.Helper()
	drift, err := store.Drifts.Get(context.Background(), *item.DriftID)
	must(t, err)
	account := ""
	if drift.AccountID != nil {
		account = *drift.AccountID
	}
	switch unmanaged := item.Kind == models.KindUnmanaged; {
	case item.Gone != (d.Action == string(reports.ActionDelete)) || unmanaged != (d.Action == string(reports.ActionUnmanaged)):
		t.Errorf("%s: gone is %t, of kind %s, want the action %s", item.Address, item.Gone, item.Kind, d.Action)
	case item.ResourceType != models.ResourceTypeOf(d.Type):
		t.Errorf("%s: type %s, want that of %s", item.Address, item.ResourceType, d.Type)
	case !slices.Equal(item.Attributes, d.Attributes):
		t.Errorf("%s: attributes %v, want %v", item.Address, item.Attributes, d.Attributes)
	case d.ID != "" && drift.ResourceID != d.ID:
		t.Errorf("%s: id %s, want %s", item.Address, drift.ResourceID, d.ID)
	case d.Region != nil && drift.Region != *d.Region:
		t.Errorf("%s: region %s, want %s", item.Address, drift.Region, *d.Region)
	case d.ResourceType != "" && account != orEmpty(d.Account):
		t.Errorf("%s: account %q, want %q", item.Address, account, orEmpty(d.Account))
	case d.NextApply != "" && item.NextApply != d.NextApply:
		t.Errorf("%s: next apply %s, want %s", item.Address, item.NextApply, d.NextApply)
	}
	if d.SecretKeys == nil {
		return
	}
	difference, err := drift.Difference.Object()
	must(t, err)
	var masked []string
	for _, key := range models.SortedKeys(difference) {
		if strings.Contains(string(models.MustJSON(difference[key])), models.Redacted) {
			masked = append(masked, key)
		}
	}
	if !slices.Equal(masked, d.SecretKeys) {
		t.Errorf("%s: %v are masked, want %v", item.Address, masked, d.SecretKeys)
	}
}

func orEmpty(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// checkScan holds the scan to what is expected of it.
func checkScan(t *testing.T, store *repositories.Store, s importing.Summary, want *expectedScan) {
	t.Helper()
	if want == nil {
		return
	}
	scan, err := store.Scans.Get(context.Background(), s.ScanID)
	must(t, err)
	at, _ := time.Parse(time.RFC3339Nano, want.Time)
	if reported := scan.ReportTime; at.IsZero() != (reported == nil) || reported != nil && !reported.Equal(models.Stored(at)) {
		t.Errorf("the report's time is %v, want %s", reported, want.Time)
	}
	if want.Scope != "" && s.Scope != want.Scope || s.Checked != want.Checked {
		t.Errorf("scope %s, %d checked; want %+v", s.Scope, s.Checked, *want)
	}
	unmanaged := 0
	for _, item := range s.Items {
		if item.Kind == models.KindUnmanaged {
			unmanaged++
		}
	}
	if unmanaged != want.Unmanaged {
		t.Errorf("%d unmanaged, want %d", unmanaged, want.Unmanaged)
	}
}
