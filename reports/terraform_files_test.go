package reports_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
)

// folder is a set of real reports with the tables that say what is in them.
type folder string

// more gives the folder of a tool in the one that GUARDIAN_REPORTS names, which has
// more reports, in folders as testdata has them.
func more(t *testing.T, tool string) folder {
	t.Helper()
	root := os.Getenv("GUARDIAN_REPORTS")
	if root == "" {
		t.Skip("GUARDIAN_REPORTS names no folder with more reports")
	}
	if _, err := os.Stat(root); err != nil || !filepath.IsAbs(root) {
		t.Fatalf("GUARDIAN_REPORTS is %q: it takes the whole path of a folder", root)
	}
	if _, err := os.Stat(filepath.Join(root, tool)); err != nil {
		t.Skipf("%s has no folder %s", root, tool)
	}
	return folder(filepath.Join(root, tool))
}

func eachFolder(t *testing.T, check func(t *testing.T, f folder)) {
	t.Helper()
	t.Run("kept", func(t *testing.T) {
		t.Parallel()
		check(t, "testdata/terraform")
	})
	t.Run("more", func(t *testing.T) {
		t.Parallel()
		check(t, more(t, "terraform"))
	})
}

// rows reads a table of tab-separated values with a header.
func (f folder) rows(t *testing.T, table string) []map[string]string {
	t.Helper()
	file, err := os.Open(filepath.Join(string(f), table))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.Comma, r.LazyQuotes = '\t', true
	lines, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[name] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func openFile(t *testing.T, path string) (*reports.Report, error) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	return reports.Open(file, "")
}

// read opens a report that must be one, and reads all its entries.
func (f folder) read(t *testing.T, name string) (*reports.Report, []reports.Entry) {
	t.Helper()
	r, err := openFile(t, filepath.Join(string(f), name))
	if err != nil {
		t.Fatal(err)
	}
	return r, entries(t, r)
}

func entries(t *testing.T, r *reports.Report) []reports.Entry {
	t.Helper()
	var all []reports.Entry
	for e, err := range r.Entries() {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	if len(all) != r.EntryCount {
		t.Errorf("%d entries, but EntryCount is %d", len(all), r.EntryCount)
	}
	return all
}

func TestIndexOfRealReports(t *testing.T) {
	t.Parallel()
	// What the table leaves to us: these are read, which serves whoever has them.
	decided := []string{"long-address", "bom", "invalid-utf8", "number-1e400", "nul-address", "format-0.1"}
	eachFolder(t, func(t *testing.T, f folder) {
		for _, row := range f.rows(t, "INDEX.tsv") {
			t.Run(row["file"], func(t *testing.T) {
				t.Parallel()
				r, err := openFile(t, filepath.Join(string(f), row["file"]))
				if row["expect"] == "reject" {
					var e *reports.Error
					if !errors.As(err, &e) || e.Line < 1 || e.Column < 1 || e.Want == "" || strings.Contains(err.Error(), "\n") {
						t.Fatalf("want it refused in a line with the place, got %v", err)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				want := row["entries"]
				if want == "" {
					want = row["drifted"] // the hostile ones
				}
				if row["expect"] == "decide" {
					name := strings.TrimSuffix(filepath.Base(row["file"]), ".json")
					if !slices.Contains(decided, name) {
						t.Fatal("nobody has decided about this one")
					}
					want = "1"
				}
				if got := strconv.Itoa(len(entries(t, r))); got != want {
					t.Errorf("%s entries, want %s", got, want)
				}
				if row["errored"] != "" && (strconv.FormatBool(r.Errored) != row["errored"] || strconv.FormatBool(r.Complete) != row["complete"]) {
					t.Errorf("errored %t, complete %t; want %s, %s", r.Errored, r.Complete, row["errored"], row["complete"])
				}
				if refresh := strings.HasSuffix(row["file"], ".refresh.json"); row["entries"] != "" && r.RefreshOnly != refresh {
					t.Errorf("RefreshOnly is %t", r.RefreshOnly)
				}
				if closes := r.RefreshOnly && r.Complete && !r.Errored; closes != (r.WhyNotClosing == "") {
					t.Errorf("WhyNotClosing is %q", r.WhyNotClosing)
				}
			})
		}
	})
}

func TestDriftsOfRealReports(t *testing.T) {
	t.Parallel()
	eachFolder(t, func(t *testing.T, f folder) {
		byFile := map[string][]map[string]string{}
		for _, row := range f.rows(t, "DRIFTS.tsv") {
			byFile[row["file"]] = append(byFile[row["file"]], row)
		}
		for file, rows := range byFile {
			t.Run(file, func(t *testing.T) {
				t.Parallel()
				_, all := f.read(t, file)
				if len(all) != len(rows) {
					t.Fatalf("%d entries, want %d", len(all), len(rows))
				}
				got := map[string]reports.Entry{}
				for _, e := range all {
					got[e.Address] = e
				}
				for _, row := range rows {
					checkDrift(t, row, got[row["address"]])
				}
			})
		}
	})
}

func checkDrift(t *testing.T, row map[string]string, e reports.Entry) {
	t.Helper()
	arn, _ := e.Expected["arn"].(string)
	for column, got := range map[string]string{
		"address": e.Address, "type": e.Type, "action": string(e.Action),
		"previous_address": e.PreviousAddress, "id": e.ID, "arn": arn,
		"attrs": driftedKeys(e),
	} {
		if got != row[column] {
			t.Errorf("%s: %s is %q, want %q", row["address"], column, got, row[column])
		}
	}
	for attr := range strings.SplitSeq(row["sensitive_attrs"], ",") {
		sides := []any{e.Expected[attr], e.Actual[attr]}
		// What is missing is not hidden.
		if missing := strings.Contains(mustJSON(t, sides), "null"); attr != "" && !missing && !models.HoldsMasked(sides) {
			t.Errorf("%s: %s is not masked", row["address"], attr)
		}
	}
}

func driftedKeys(e reports.Entry) string {
	if e.Action == reports.ActionDelete {
		return ""
	}
	var keys []string
	for key := range models.Difference(e.Expected, e.Actual) {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return strings.Join(keys, ",")
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// What is stored of an entry holds no secret that Terraform's masks cover, and
// each drifted key is still there to be seen.
func TestSecretsOfRealReports(t *testing.T) {
	t.Parallel()
	eachFolder(t, func(t *testing.T, f folder) {
		secrets := map[string][]string{}
		for _, row := range f.rows(t, "SECRETS.tsv") {
			if row["in_drift"] == "marked" {
				secrets[row["file"]] = append(secrets[row["file"]], row["secret"])
			}
		}
		for file, planted := range secrets {
			t.Run(file, func(t *testing.T) {
				t.Parallel()
				_, all := f.read(t, file)
				for _, e := range all {
					text := mustJSON(t, []any{e.Expected, e.Actual, models.Difference(e.Expected, e.Actual), e.Resource, e.PreviousAddress})
					for _, secret := range planted {
						if strings.Contains(text, secret) {
							t.Errorf("%s: %s can be read", e.Address, secret)
						}
					}
				}
			})
		}
	})
}

// Plans found in public repositories, of Terraform 1.0 and of OpenTofu.
func TestPublicReports(t *testing.T) {
	t.Parallel()
	f := more(t, "terraform-public")
	for _, row := range f.rows(t, "EXPECT.tsv") {
		t.Run(row["file"], func(t *testing.T) {
			t.Parallel()
			var want []struct{ Address, Type, Action string }
			if err := json.Unmarshal([]byte(row["drifts"]), &want); err != nil {
				t.Fatal(err)
			}
			r, all := f.read(t, row["file"])
			suppressed := 0
			for _, rule := range []string{"unchanged", "empty", "volatile", "moved"} {
				n, _ := strconv.Atoi(row[rule])
				suppressed += n
			}
			if len(all) != len(want)+suppressed {
				t.Errorf("%d entries, want %d drifts and %d suppressed", len(all), len(want), suppressed)
			}
			if r.WhyNotClosing == "" {
				t.Error("none of these may close anything")
			}
			for _, w := range want {
				if !slices.ContainsFunc(all, func(e reports.Entry) bool {
					return e.Address == w.Address && e.Type == w.Type && string(e.Action) == w.Action
				}) {
					t.Errorf("%s is missing", w.Address)
				}
			}
		})
	}
}
