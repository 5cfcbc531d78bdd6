package pages

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestSchema(t *testing.T) {
	t.Parallel()
	figures := models.SchemaFigures{
		Server: "16.1", Schema: "public", Bytes: 3 << 20, Migrations: []models.AppliedMigration{{ID: "001_initial_schema", State: "applied"}},
		Tables: []models.TableFigures{{Name: "drifts", Rows: 1234, TableBytes: 20 << 10}},
	}
	if body := shows(t, Schema(now, figures), "PostgreSQL 16.1", "3,072 KiB", "1,234", "20 KiB", "never", "001_initial_schema"); strings.Contains(body, "not the one") {
		t.Error("a schema that is current is not ready")
	}
	figures.Migrations[0].State = "pending"
	shows(t, Schema(now, figures), "The schema is not the one that this program needs.")
}
