package cli_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

// The attribute for which a drift is critical is named first, not behind those that stand before it in the alphabet.
func TestTheGravestAttributeIsNamedFirst(t *testing.T) {
	t.Parallel()
	before, after := map[string]any{}, map[string]any{}
	for _, key := range []string{"allocated_storage", "character_set_name", "engine_lifecycle_support", "instance_class", "maintenance_window", "tags"} {
		before[key], after[key] = "a", "b"
	}
	before["publicly_accessible"], after["publicly_accessible"] = false, true
	plan, err := json.Marshal(map[string]any{
		"format_version": "1.2", "terraform_version": "1.11.0", "applyable": true, "complete": true, "errored": false, "planned_values": map[string]any{"root_module": map[string]any{}},
		"resource_drift": []any{storyDrift("aws_db_instance", "orders", "orders", before, after)}, "resource_changes": []any{},
		"prior_state": map[string]any{"format_version": "1.0", "values": map[string]any{"root_module": map[string]any{}}}, "configuration": map[string]any{"root_module": map[string]any{}},
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "plan.json")
	writeFile(t, file, plan)
	db := testdb.LendDatabase(t)
	for _, c := range []struct {
		command []string
		want    string
	}{
		{on(db, "import", file, "--scope", "prod"), "publicly_accessible, allocated_storage, character_set_name, engine_lifecycle_support and 3 more"},
		{on(db, "drift", "list", "--columns", "changed"), "publicly_accessible +6"},
		{on(db, "import", file, "--scope", "staging", "--summary", "junit"), "publicly_accessible (critical)\nallocated_storage (warning)"},
	} {
		if out := ok(t, c.command...); !strings.Contains(out, c.want) {
			t.Errorf("%q lacks %q:\n%s", c.command, c.want, out)
		}
	}
}
