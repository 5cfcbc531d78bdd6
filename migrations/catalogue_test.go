package migrations_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
)

// catalogueQuery describes everything in the first schema of the search path, a line each.
// A column that was dropped leaves a gap in PostgreSQL's own numbers, so columns are counted.
const catalogueQuery = `
WITH t AS (SELECT * FROM pg_class WHERE relnamespace = quote_ident(current_schema())::regnamespace AND relkind = 'r')
SELECT format('column %s %s %s %s%s%s', t.relname, row_number() OVER (PARTITION BY t.oid ORDER BY attnum), attname, format_type(atttypid, atttypmod),
	CASE WHEN attnotnull THEN ' not null' END, ' default ' || pg_get_expr(adbin, adrelid, true)) AS line
FROM t JOIN pg_attribute a ON attrelid = t.oid AND attnum > 0 AND NOT attisdropped
LEFT JOIN pg_attrdef ON adrelid = t.oid AND adnum = attnum
UNION ALL
SELECT format('setting %s %s', relname, unnest(reloptions)) FROM t
UNION ALL
SELECT format('constraint %s %s %s', t.relname, conname, pg_get_constraintdef(o.oid, true))
FROM t JOIN pg_constraint o ON conrelid = t.oid WHERE contype IN ('p', 'u', 'c', 'f')
UNION ALL
SELECT format('index %s %s %s', t.relname, i.relname, regexp_replace(pg_get_indexdef(i.oid, 0, true), '^.* USING ', ''))
FROM t JOIN pg_index ON indrelid = t.oid JOIN pg_class i ON i.oid = indexrelid
UNION ALL
SELECT pg_get_triggerdef(g.oid, true) FROM t JOIN pg_trigger g ON tgrelid = t.oid WHERE NOT tgisinternal
UNION ALL
SELECT format('function %s %s %s %s', proname, pg_get_function_result(oid), replace(array_to_string(proconfig, ' '), 'search_path=' || quote_ident(current_schema()), 'search_path=its own'), prosrc)
FROM pg_proc WHERE pronamespace = quote_ident(current_schema())::regnamespace
UNION ALL
SELECT format('type %s', typname) FROM pg_type WHERE typnamespace = quote_ident(current_schema())::regnamespace
UNION ALL
SELECT format('comment %s %s %s', coalesce(r.relname, g.tgname),
	(SELECT count(*) FROM pg_attribute WHERE attrelid = r.oid AND attnum > 0 AND attnum <= objsubid AND NOT attisdropped), description)
FROM pg_description d LEFT JOIN pg_class r ON r.oid = objoid AND classoid = 'pg_class'::regclass
LEFT JOIN pg_trigger g ON g.oid = objoid AND classoid = 'pg_trigger'::regclass
WHERE quote_ident(current_schema())::regnamespace IN (r.relnamespace, (SELECT relnamespace FROM pg_class WHERE oid = tgrelid))`

// catalogue describes a schema, sorted; it must be on the search path of db.
func catalogue(t *testing.T, db *postgres.DB) []string {
	t.Helper()
	var lines []string
	if err := db.Gorm.WithContext(t.Context()).Raw(catalogueQuery).Scan(&lines).Error; err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	return lines
}

// difference lists the lines that one side has and the other lacks.
func difference(want, got []string) string {
	var out strings.Builder
	for _, l := range want {
		if !slices.Contains(got, l) {
			out.WriteString("\n- " + l)
		}
	}
	for _, l := range got {
		if !slices.Contains(want, l) {
			out.WriteString("\n+ " + l)
		}
	}
	return out.String()
}

// The first six tables are what others may count on: their columns in their order,
// their constraints and their indexes by name stay what they were at first, which
// testdata/first_tables.txt describes in the words of catalogueQuery.
func TestTheFirstSixTablesStay(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/first_tables.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimSpace(string(text)), "\n")
	isFirst := func(line string) bool {
		word := strings.Fields(line)
		switch word[0] {
		case "column", "constraint":
			return slices.Contains([]string{"users", "drifts", "alerts", "audit_logs", "cost_metrics", "sessions"}, word[1])
		case "index": // further ones are ours to add
			return slices.Contains(want, line)
		}
		return false
	}
	var got []string
	for _, line := range catalogue(t, testdb.OpenOwner(t)) {
		if isFirst(line) {
			got = append(got, line)
		}
	}
	if diff := difference(want, got); diff != "" || len(want) != len(got) {
		t.Errorf("the tables are not what they were at first:%s", diff)
	}
}
