package schema_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/schema"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
)

func TestMain(m *testing.M) { os.Exit(testdb.Run(m)) }

// generate documents the migrated schema of a fresh database.
func generate(t *testing.T) string {
	t.Helper()
	text, err := schema.Document(context.Background(), testdb.OpenOwner(t).Gorm, "")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

var update = flag.Bool("update", false, "write DATABASE_SCHEMA.md")

func TestCommittedDocumentIsCurrent(t *testing.T) {
	t.Parallel()
	if *update {
		if err := os.WriteFile("../../DATABASE_SCHEMA.md", []byte(generate(t)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	committed, err := os.ReadFile("../../DATABASE_SCHEMA.md")
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(generate(t), "\n")
	got := strings.Split(string(committed), "\n")
	for i := range max(len(want), len(got)) {
		if i >= len(want) || i >= len(got) || want[i] != got[i] {
			t.Fatalf("DATABASE_SCHEMA.md differs from the migrations from line %d on; go test ./internal/schema -run Committed -update writes it", i+1)
		}
	}
}

// The text does not depend on the name of the schema, nor on what lies in its neighbours.
func TestSameTextForAnySchema(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db := testdb.OpenOwner(t)
	if _, err := migrations.Up(ctx, db.Gorm, migrations.Options{Schema: "acme"}); err != nil {
		t.Fatal(err)
	}
	other, err := schema.Document(ctx, db.Gorm, "acme")
	if err != nil {
		t.Fatal(err)
	}
	if other != generate(t) {
		t.Error("the schemas public and acme are documented differently")
	}
}

// Every table, column, index, trigger and function says what it is for.
func TestNothingIsLeftUnexplained(t *testing.T) {
	t.Parallel()
	table, kind := "", ""
	var missing []string
	for i, line := range strings.Split(generate(t), "\n") {
		name, _, _ := strings.Cut(strings.TrimLeft(line, "| [`"), "`")
		name, _, _ = strings.Cut(name, " |")
		switch {
		case strings.HasPrefix(line, "### "):
			table = strings.TrimPrefix(line, "### ")
		case slices.Contains([]string{"table", "column", "index", "trigger", "function"}, name):
			kind = strings.ToUpper(name)
		case strings.HasPrefix(line, "| ") && strings.HasSuffix(line, "|  |"):
			missing = append(missing, fmt.Sprintf("COMMENT ON %s IS '…';", map[string]string{
				"TABLE": "TABLE " + name, "COLUMN": "COLUMN " + table + "." + name, "INDEX": "INDEX " + name, "TRIGGER": "TRIGGER " + name + " ON " + table, "FUNCTION": "FUNCTION " + name + "(…)",
			}[kind]))
		}
		if strings.HasSuffix(line, " ") {
			t.Errorf("line %d ends in a space: %q", i+1, line)
		}
	}
	if len(missing) > 0 {
		t.Errorf("nothing says what these are for; write it in the migration that makes them, migrations/sql/NNN_….up.sql:\n%s", strings.Join(missing, "\n"))
	}
}

// What stands in the catalogue stands in the document: each name of its own, once where it is defined. From
// PostgreSQL 18 on it names NOT NULL, too, which the document tells of each column.
func TestEverythingIsThere(t *testing.T) {
	t.Parallel()
	text := generate(t)
	var names []string
	err := testdb.OpenOwner(t).Gorm.Raw(`
		SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')
		UNION ALL SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
		UNION ALL SELECT tgname FROM pg_trigger WHERE NOT tgisinternal
		UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
		UNION ALL SELECT attname FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid
			WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0`).Scan(&names).Error
	if err != nil {
		t.Fatal(err)
	}
	if len(names) < 150 {
		t.Fatalf("the catalogue lists %d names only", len(names))
	}
	for _, name := range names {
		if !strings.Contains(text, "`"+name+"`") {
			t.Errorf("%s is missing", name)
		}
	}
}

func TestDiagram(t *testing.T) {
	t.Parallel()
	text := generate(t)
	_, rest, _ := strings.Cut(text, "```mermaid\n")
	diagram, _, _ := strings.Cut(rest, "\n```")
	for _, want := range []string{
		"erDiagram",
		"    drifts ||--o{ alerts : drift_id",     // the alert must have its drift
		"    drifts |o--o{ audit_logs : drift_id", // the audit row need not
		"        uuid drift_id PK, FK",
		"        varchar email UK",
		"        timestamptz detected_at",
	} {
		if !strings.Contains("\n"+diagram+"\n", "\n"+want+"\n") {
			t.Errorf("the diagram has no line %q:\n%s", want, diagram)
		}
	}
	// The grammar of mermaid: a relation, an entity's head, an attribute, its end.
	line := regexp.MustCompile(`^(erDiagram|    \w+ (\|\||\|o)--o\{ \w+ : \w+|    \w+ \{|        \w+ \w+( (PK|FK|UK)(, (PK|FK|UK))*)?|    \})$`)
	for _, l := range strings.Split(diagram, "\n") {
		if !line.MatchString(l) {
			t.Errorf("not a line of a diagram: %q", l)
		}
	}
}
