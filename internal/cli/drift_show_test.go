package cli_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

func TestDriftShow(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
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
		"02-single.plan aws_instance.web":           "  instance_type\n    expected  \"t3.micro\"\n    actual    \"t3.large\"\n",
		"07-sensitive.plan aws_ssm_parameter.token": "what differs is a secret, which is not kept; beside it:\n    both      \"(sensitive)\"\n",
		"04-deleted.plan aws_db_instance.main":      "The resource is gone. The code expects:\n\n  address ",
	} {
		if !strings.Contains(shown[name], text) {
			t.Errorf("%s lacks %q:\n%s", name, text, shown[name])
		}
	}
}
