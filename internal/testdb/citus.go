package testdb

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
)

// form is a form of SQL that Citus refuses, or by which it silently does something else than
// PostgreSQL, where the tables of a schema lie on one of several servers.
type form struct {
	what string // what stands in the statement
	why  string // what Citus does, and what to write instead
	is   func(sql string, tables []string) bool
}

// forms are all that are known, each seen on Citus 13.2.
var forms = []form{
	{"several statements at once", "Citus takes one at a time: send each by itself", matches(`;\s*\S`)},
	{"ALTER TABLE of several commands", "Citus takes a constraint by itself: write one ALTER TABLE for each", matches(`^ALTER TABLE\b.*\b(?:ADD|DROP|ALTER) .*,\s*(?:ADD|DROP|ALTER)\b`)},
	{"ADD COLUMN with REFERENCES", "Citus gives the foreign key another name: ADD CONSTRAINT after it, with the name", matches(`^ALTER TABLE\b.*\bADD COLUMN\b.*\bREFERENCES\b`)},
	{"ALTER FUNCTION … FROM CURRENT", "Citus wants the value: CREATE OR REPLACE FUNCTION … SET search_path FROM CURRENT", matches(`^ALTER FUNCTION\b.*\bFROM CURRENT\b`)},
	{"a SELECT within VALUES", "Citus refuses it: read it before, or WITH found AS (SELECT …) INSERT … SELECT * FROM found", matches(`\bVALUES\s*\(.*\(\s*SELECT\b`)},
	{"INSERT … SELECT of a table", "Citus writes it out wrongly for the worker: WITH found AS (SELECT …) INSERT … SELECT * FROM found", func(sql string, tables []string) bool {
		return inserts.MatchString(sql) && len(tables) > 1
	}},
	{"INSERT … SELECT … UNION", "Citus refuses it: WITH found AS (SELECT …) INSERT … SELECT * FROM found", matches(`\bINSERT INTO\b[^()]*(?:\([^()]*\))?\s*SELECT\b[^()]*\bUNION\b`)},
	{"a volatile function in UPDATE", "Citus refuses it: statement_timestamp() for clock_timestamp(), else a parameter", matches(`\bUPDATE\s+"?\w+"?\s.*\bSET\b.*\b(?:clock_timestamp|random|gen_random_uuid|nextval)\(`)},
	{"a column and an interval in UPDATE", "Citus refuses what depends on the session's time zone beside a column: give the sum as a parameter", func(sql string, _ []string) bool {
		set, _, _ := strings.Cut(sql, " WHERE ")
		return shifts.MatchString(set)
	}},
	{"a lock or a snapshot of no table", "it would be that of the server that is asked, and not of the one that has the ledger: ask it of a table, as ofLedger of repositories does", func(sql string, tables []string) bool {
		return here.MatchString(sql) && len(tables) == 0
	}},
	{"current_schema beside a table", "it is public on the server that has the table: pass the schema's name", func(sql string, tables []string) bool {
		return ownSchema.MatchString(sql) && len(tables) > 0
	}},
}

var (
	inserts   = regexp.MustCompile(`(?is)^INSERT INTO .*?\bSELECT\b`)
	shifts    = regexp.MustCompile(`(?is)^UPDATE\s+"?\w+"?\s+SET\b[^()]*\b[a-z_]+ [-+] [^,]*\binterval\b`)
	here      = regexp.MustCompile(`(?i)\b(?:pg_current_snapshot|pg_(?:try_)?advisory_xact_lock)\(`)
	ownSchema = regexp.MustCompile(`(?i)\bcurrent_schema\b`)

	tells     = regexp.MustCompile(`(?i)\bset_config\(\s*'guardian\.keeping'`)
	bodies    = regexp.MustCompile(`(?s)\$\w*\$.*\$\w*\$`)
	texts     = regexp.MustCompile(`'[^']*'`)
	comments  = regexp.MustCompile(`(?s)--[^\n]*|/\*.*?\*/`)
	catalogue = regexp.MustCompile(`^(?:pg_|information_schema$)`)
	mentioned = regexp.MustCompile(`(?i)\b(?:FROM|JOIN|INTO|UPDATE|USING)\s+"?([a-z]\w*)"?(\(?)`)
)

// noTables are words that stand where a table could.
var noTables = []string{"set", "skip", "nowait", "only", "of", "lateral", "current"}

func matches(pattern string) func(string, []string) bool {
	re := regexp.MustCompile(`(?is)` + pattern)
	return func(sql string, _ []string) bool { return re.MatchString(sql) }
}

// RefusedByCitus says why Citus would not do what a statement says, as far as is known, and what to write
// instead; "" where it would. Of a function it looks at what is around its body.
func RefusedByCitus(sql string) string {
	if tells.MatchString(sql) {
		return "guardian.keeping by set_config: the server that has the table does not hear of it: send migrations.Keeping"
	}
	sql = bare(bodies.ReplaceAllString(sql, ""))
	for _, f := range forms {
		if f.is(sql, tablesIn(sql)) {
			return f.what + ": " + f.why
		}
	}
	return ""
}

// bare is a statement without its comments and the insides of its texts.
func bare(sql string) string {
	return strings.TrimSpace(texts.ReplaceAllString(comments.ReplaceAllString(sql, ""), "''"))
}

// tablesIn names what a statement reads and writes, but for the catalogue.
func tablesIn(sql string) (tables []string) {
	for _, found := range mentioned.FindAllStringSubmatch(sql, -1) {
		if found[2] == "" && !catalogue.MatchString(found[1]) && !slices.Contains(noTables, strings.ToLower(found[1])) {
			tables = append(tables, found[1])
		}
	}
	return tables
}

// begins is where the SQL of a step of PL/pgSQL begins.
var begins = regexp.MustCompile(`\b(?:WITH|INSERT|UPDATE|DELETE|SELECT|PERFORM)\b`)

// FunctionsRefusedByCitus says of each statement in a function of the schema why Citus would not do it:
// it runs them on the server that has the tables, as statements about tables again.
func FunctionsRefusedByCitus(t testing.TB, db *postgres.DB) (refused []string) {
	t.Helper()
	list := func(sql string) (all []string) {
		t.Helper()
		if err := db.Gorm.Raw(sql).Scan(&all).Error; err != nil {
			t.Fatal("testdb:", err)
		}
		return all
	}
	changes := list("SELECT tgoldtable FROM pg_trigger WHERE tgoldtable IS NOT NULL UNION SELECT tgnewtable FROM pg_trigger WHERE tgnewtable IS NOT NULL")
	tables := list("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace")
	for _, body := range list("SELECT prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace") {
		for step := range strings.SplitSeq(bare(body), ";") {
			begin := begins.FindStringIndex(step)
			if begin == nil {
				continue
			}
			step = step[begin[0]:]
			if why := RefusedByCitus(step); why != "" {
				refused = append(refused, why+"\n"+step)
			}
			names := tablesIn(step)
			if slices.ContainsFunc(names, in(changes)) && slices.ContainsFunc(names, in(tables)) {
				refused = append(refused, "a table beside what a statement has changed: Citus cannot plan that: read what has changed into an array, and that by unnest\n"+step)
			}
		}
	}
	return refused
}

func in(list []string) func(string) bool {
	return func(s string) bool { return slices.Contains(list, s) }
}
