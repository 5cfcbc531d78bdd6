package repositories

import (
	"cmp"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/clouddrift/guardian/models"
)

// constraintFields names the field that a constraint of an entity is about, as JSON spells
// it, by the constraint's name: a foreign key, a unique key or a check, as the tags of the
// field say.
var constraintFields = func() map[string]models.FieldError {
	named := map[string]models.FieldError{}
	for _, e := range models.Entities() {
		of := reflect.TypeOf(e)
		for i := range of.NumField() {
			column := setting(of.Field(i), "column")
			say := func(constraint, problem string) {
				named[constraint] = models.FieldError{Field: inJSON(column), Problem: cmp.Or(problems[constraint], problem)}
			}
			if table, _, refers := strings.Cut(setting(of.Field(i), "references"), "("); refers {
				say(e.TableName()+"_"+column+"_fkey", "is no "+strings.TrimSuffix(table, "s"))
			}
			say(e.TableName()+"_"+column+"_key", "is taken")
			if name, check, is := strings.Cut(setting(of.Field(i), "check"), ","); is && !slices.Contains(ours, name) {
				say(name, problemOf(check))
			}
		}
	}
	return named
}()

// problems are what is wrong where a check would say it less well.
var problems = map[string]string{
	"email_format":          "must be an address such as name@example.com",
	"scan_scope_length":     "takes 1 to 1024 bytes",
	"summary_seen_in_order": "must not be after lastSeen",
	"approval_term_follows": "must be after the approval",
}

// ours are the checks of what no caller gives: whoever breaks one is the program itself.
var ours = []string{
	"valid_next_apply", "first_seen_before_seen",
	"scan_report_digest", "scan_report_size", "scan_counts", "scan_json", "scan_inventory", "scan_left_out",
	"rule_set_digest", "rule_set_rules", "rule_match_length", "rule_match_counts",
}

// inQuotes are the names in what the server says, whatever its language.
var inQuotes = regexp.MustCompile(`"(\w+?)(?:_\d+)?"`)

// constraintOf names the constraint that an error is about. What another server said, Citus passes on in
// words alone, where the number of a shard stands behind a name.
func constraintOf(pg *pgconn.PgError) string {
	for _, found := range inQuotes.FindAllStringSubmatch(pg.Message, -1) {
		if _, known := constraintFields[found[1]]; known && pg.ConstraintName == "" {
			return found[1]
		}
	}
	return pg.ConstraintName
}

// fieldOf names the field that a constraint is about.
func fieldOf(constraint string) (models.FieldError, bool) {
	field, known := constraintFields[constraint]
	return field, known
}

// wordsOfCheck are those that a column takes.
var wordsOfCheck = regexp.MustCompile(`^\w+ IN \(('[^)]*')\)$`)

// problemOf says what breaks a check.
func problemOf(check string) string {
	if words := wordsOfCheck.FindStringSubmatch(check); words != nil {
		return "takes " + strings.ReplaceAll(strings.ReplaceAll(words[1], "'", ""), ",", ", ")
	}
	return "must be such that " + strings.ReplaceAll(check, `\\,`, ",")
}

// inJSON is drift_id as driftId.
func inJSON(column string) string {
	words := strings.Split(column, "_")
	for i, word := range words[1:] {
		words[i+1] = strings.ToUpper(word[:1]) + word[1:]
	}
	return strings.Join(words, "")
}

// setting reads one setting of the tag of an entity's field; "" is none.
func setting(of reflect.StructField, name string) string {
	_, value, _ := strings.Cut(of.Tag.Get("gorm"), name+":")
	value, _, _ = strings.Cut(value, ";")
	return value
}
