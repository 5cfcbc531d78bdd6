package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

func TestDriftShow(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	ok(t, on(db, "import", reportsDir+"07-sensitive.plan.json")...)
	ok(t, on(db, "import", reportsDir+"04-deleted.plan.json")...)
	ok(t, on(db, "import", reportsDir+"02-single.plan.json")...)
	shown := map[string]string{} // by the report's name and the address
	for _, d := range okJSON[models.List[models.DriftResponse]](t, on(db, "drift", "list")...).Items {
		full := okJSON[models.DossierResponse](t, on(db, "drift", "show", d.ID.String())...)
		if full.ID != d.ID || full.OccurrenceCount != 1 || len(full.Occurrences) != 1 || len(full.AuditLogs) == 0 {
			t.Errorf("got %+v", full)
		}
		shown[filepath.Base(full.Scope)+" "+full.Address] = ok(t, on(db, "drift", "show", d.ID.String())...)
	}
	for name, text := range map[string]string{
		"02-single.plan aws_instance.web":           "  instance_type\n    warning, in the code, next apply: reverts it\n    expected  \"t3.micro\"\n    actual    \"t3.large\"\n",
		"07-sensitive.plan aws_ssm_parameter.token": "what differs is a secret, which is not kept; beside it:\n    both      \"(sensitive)\"\n",
		"04-deleted.plan aws_db_instance.main":      "The resource is gone. This is what the code expects of it.\n\n  ",
	} {
		if !strings.Contains(shown[name], text) {
			t.Errorf("%s lacks %q:\n%s", name, text, shown[name])
		}
	}
}

// JSON on a terminal shows what a report says and obeys none of it.
func TestJSONSteersNoTerminal(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	report, err := os.ReadFile(reportsDir + "02-single.plan.json")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "hostile.json")
	if err := os.WriteFile(file, bytes.ReplaceAll(report, []byte("t3.large"), []byte(`t3\u009b31m\u202e.large\u007f`)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{
		ok(t, on(db, "import", file, "--scope", "s", "--output", "json")...), ok(t, on(db, "drift", "list", "--output", "json")...),
		ok(t, on(db, "drift", "show", "s/aws_instance.web", "--output", "json")...),
	} {
		for _, r := range out {
			if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
				t.Errorf("%q is written: %s", r, out)
				break
			}
		}
	}
	d := okJSON[models.DossierResponse](t, on(db, "drift", "show", "s/aws_instance.web")...)
	var actual map[string]any
	if err := json.Unmarshal(d.ActualState, &actual); err != nil || actual["instance_type"] != "t3\u009b31m\u202e.large\u007f" {
		t.Errorf("it says something else: %v, %s", err, d.ActualState)
	}
}

// What stands in another's place says so, and what was decided about that one.
func TestDriftShowLineage(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	all := func() []models.SeenDriftResponse {
		return okJSON[models.List[models.SeenDriftResponse]](t, on(db, "drift", "list", "--sort", "detectedAt")...).Items
	}
	ok(t, on(db, "import", reportsDir+"02-single.plan.json", "--scope", "s", "--detected-at", "2026-01-01")...)
	old := all()[0].ID.String()
	addUser(t, db, "mira@example.com", "engineer")
	ok(t, on(db, "drift", "approve", old, "--as", "mira@example.com", "--reason", "the orders grew")...)
	report, err := os.ReadFile(reportsDir + "02-single.plan.json")
	if err != nil {
		t.Fatal(err)
	}
	further := filepath.Join(t.TempDir(), "further.json")
	if err := os.WriteFile(further, bytes.ReplaceAll(report, []byte("t3.large"), []byte("t3.xlarge")), 0o600); err != nil {
		t.Fatal(err)
	}
	ok(t, on(db, "import", further, "--scope", "s", "--detected-at", "2026-01-02")...)
	list := all()
	if len(list) != 2 || list[1].Supersedes == nil || list[1].Supersedes.ID.String() != old || list[0].SupersededBy.ID != list[1].ID {
		t.Fatalf("got %+v", list)
	}
	successor := list[1].ID.String()
	if text := ok(t, on(db, "drift", "show", successor)...); !strings.Contains(text, "  supersedes   "+old+", which was approved by mira@example.com at ") ||
		!strings.Contains(text, " UTC: the orders grew\n") {
		t.Error(text)
	}
	if text := ok(t, on(db, "drift", "show", old)...); !strings.Contains(text, "warning, superseded\n") || !strings.Contains(text, "  superseded by  "+successor+", which is detected\n") {
		t.Error(text)
	}
	if text := ok(t, on(db, "drift", "list", "--status", "all")...); !strings.Contains(text, "  warning   superseded  ") {
		t.Error(text)
	}
	full := okJSON[models.DossierResponse](t, on(db, "drift", "show", successor)...)
	if full.Supersedes.Status != models.StatusApproved || *full.Supersedes.Reason != "the orders grew" || len(full.Changes) != 1 || full.Changes[0].Path != "instance_type" {
		t.Errorf("%+v, %+v", full.Supersedes, full.Changes)
	}
}

// A drift of another client is listed and shown, whatever JSON stands where an object is meant.
func TestDriftsOfAnotherClient(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	ids := map[string]string{}
	for i, values := range []string{`'null', '[]', '"x"'`, `'7', '"x"', 'null'`, `'[]', '7', '[]'`} {
		ids[values] = fmt.Sprintf("00000000-0000-4000-8000-00000000000%d", i)
		sendSQL(t, db, `INSERT INTO drifts (id, resource_id, resource_type, region, expected_state, actual_state, difference, detected_at, detected_by)
			VALUES ('`+ids[values]+`', 'i-1', 'EC2', 'r', `+values+`, now(), 'api')`)
	}
	for _, more := range [][]string{nil, {"--output", "json"}} {
		if out := ok(t, on(db, append([]string{"drift", "list"}, more...)...)...); strings.Count(out, "i-1") < len(ids) {
			t.Errorf("%q lists\n%s", more, out)
		}
	}
	for values, id := range ids {
		for _, more := range [][]string{nil, {"--output", "json"}} {
			if out := ok(t, on(db, append([]string{"drift", "show", id}, more...)...)...); !strings.Contains(out, "i-1") {
				t.Errorf("%s is shown as\n%s", values, out)
			}
		}
		if out := ok(t, on(db, "drift", "show", id)...); strings.Contains(out, "0 scans") || !strings.Contains(out, " UTC; no scan saw it\n") {
			t.Errorf("what no scan saw is shown as\n%s", out)
		}
		ok(t, on(db, "rules", "explain", id)...)
	}
}
