package repositories_test

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// Where the rows of [rowsOf] come from: d is a drift, a a user, s a scan, and n counts.
const (
	oneRow = `FROM (SELECT id, detected_at, 1 AS n FROM drifts LIMIT 1) d, (SELECT id FROM users LIMIT 1) a, (SELECT id FROM scans LIMIT 1) s`
	// manyRows are one for each drift of the largeLedger.
	manyRows = `FROM numbered d JOIN actors a ON a.n = 1 + d.n % 50 JOIN looks s ON s.n = 1 + (d.n - 1) / 50`
)

// rowsOf gives the INSERT of rows of a table, of which each column has a value by
// what its tag says: its reference, the words of its check, or its type.
func rowsOf(e models.Entity, from string) string {
	var columns, values []string
	for _, f := range reflect.VisibleFields(reflect.TypeOf(e)) {
		tag := tagOf(f)
		_, byItself := tag["default"]
		if byItself && tag["type"] != "timestamptz" {
			continue
		}
		columns, values = append(columns, tag["column"]), append(values, valueOf(e.TableName(), tag))
	}
	return fmt.Sprintf("INSERT INTO %s (%s) SELECT %s %s", e.TableName(), strings.Join(columns, ", "), strings.Join(values, ", "), from)
}

var (
	beginningOfCheck = regexp.MustCompile(`LIKE '([^'%_]+)%'`)
	wordsOfCheck     = regexp.MustCompile(`IN \(('[^)]*')\)`)
	lengthOfType     = regexp.MustCompile(`^varchar\((\d+)\)`)
)

// values is SQL for the value of a column of which the tag does not tell one.
var values = map[string]string{
	"approval_terms.ends_at":   "d.detected_at + interval '1 day'",
	"approval_terms.closed_at": "CAST(NULL AS timestamptz)", // until the drift is resolved
	"rule_matches.matched":     "1 + d.n % 9",
}

// valueOf is SQL for the value of a column, by the settings of its tag.
func valueOf(table string, tag map[string]string) string {
	if value := values[table+"."+tag["column"]]; value != "" {
		return value
	}
	if begins := beginningOfCheck.FindStringSubmatch(tag["check"]); begins != nil {
		return fmt.Sprintf("'%s' || d.n", begins[1])
	}
	if words := wordsOfCheck.FindStringSubmatch(tag["check"]); words != nil {
		n := strings.Count(words[1], ",") + 1
		return fmt.Sprintf("(ARRAY[%s])[1 + d.n %% %d]", words[1], n)
	}
	to, _, _ := strings.Cut(tag["references"], "(")
	if row := map[string]string{"drifts": "d.id", "users": "a.id", "scans": "s.id"}[to]; row != "" {
		return row
	}
	if length := lengthOfType.FindStringSubmatch(tag["type"]); length != nil {
		return fmt.Sprintf("left('text ' || d.n %% 1000, %s)", length[1])
	}
	kind, _, _ := strings.Cut(tag["type"], "(")
	if value, ok := map[string]string{
		"uuid": "gen_random_uuid()", "text": "'text ' || d.n % 1000", "timestamptz": "d.detected_at", "boolean": "d.n % 10 = 0",
		"integer": "d.n % 1000", "bigint": "d.n % 1000", "numeric": "d.n % 1000", "jsonb": "'{}'", "bytea": "sha256(d.n::text::bytea)", "inet": "'10.0.0.1'",
	}[kind]; ok {
		return value
	}
	return "NULL"
}

// tagOf reads the settings of a field's tag, the first of each name.
func tagOf(f reflect.StructField) map[string]string {
	settings := map[string]string{}
	for setting := range strings.SplitSeq(f.Tag.Get("gorm"), ";") {
		name, value, _ := strings.Cut(setting, ":")
		if _, twice := settings[name]; !twice {
			settings[name] = value
		}
	}
	return settings
}
