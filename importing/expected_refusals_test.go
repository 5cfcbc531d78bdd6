package importing_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/reports"
)

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
