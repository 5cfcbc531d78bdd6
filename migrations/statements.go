package migrations

import (
	"regexp"
	"strings"

	"gorm.io/gorm"
)

// run runs a file, one statement after the other, each in the form that Citus takes, too, since a
// migration that has landed stays as it is. Without arguments pgx sends each as it stands.
func run(tx *gorm.DB, file string) error {
	for _, statement := range statements(file) {
		if of := pins.FindStringSubmatch(statement); of != nil {
			var path string
			if err := tx.Raw("SELECT current_setting('search_path')").Scan(&path).Error; err != nil {
				return err
			}
			statement = of[1] + "TO " + path + ";"
		}
		if err := tx.Exec(statement).Error; err != nil {
			return err
		}
	}
	return nil
}

// Forms that Citus refuses, or takes for something else: an ALTER TABLE of several commands, a column that comes with its
// foreign key, whose name it gets wrong, a SELECT as the whole source of an INSERT, an ALTER FUNCTION that leaves the path
// to the server. Each is taken apart into what its other form is made of.
var (
	alters  = regexp.MustCompile(`(?s)^((?:--[^\n]*\n|\s)*ALTER TABLE (\w+))\s+(.*);$`)
	refers  = regexp.MustCompile(`^(ADD COLUMN (\w+) \w+) (REFERENCES \w+\(\w+\))$`)
	inserts = regexp.MustCompile(`(?s)^((?:--[^\n]*\n|\s)*)(INSERT INTO \w+(?: \([^)]*\))?)\s+(SELECT .*?)(\s+ON CONFLICT DO NOTHING)?;$`)
	pins    = regexp.MustCompile(`(?s)^((?:--[^\n]*\n|\s)*ALTER FUNCTION .* SET search_path )FROM CURRENT;$`)
)

// statements takes a file of SQL apart into its statements, each with the comments before it and in
// the form that Citus takes, but for what pins a path.
func statements(file string) []string {
	var all []string
	for _, s := range split(file, ';') {
		if of := inserts.FindStringSubmatch(s); of != nil {
			s = of[1] + "WITH found AS (" + of[3] + ")\n" + of[2] + " SELECT * FROM found" + of[4] + ";"
		}
		of := alters.FindStringSubmatch(s)
		if of == nil {
			all = append(all, s)
			continue
		}
		for _, command := range split(of[3], ',') {
			command = strings.TrimSuffix(command, ",")
			if key := refers.FindStringSubmatch(command); key != nil {
				all = append(all, of[1]+" "+key[1]+";")
				command = "ADD CONSTRAINT " + of[2] + "_" + key[2] + "_fkey FOREIGN KEY (" + key[2] + ") " + key[3]
			}
			all = append(all, of[1]+" "+command+";")
		}
	}
	return all
}

// split cuts SQL behind each separator that stands in no brackets, text, name, comment or body
// between dollars, and leaves out what is nothing but comments. It knows no E'…' with a quote behind a
// backslash, and no BEGIN ATOMIC.
func split(sql string, separator byte) []string {
	var all []string
	begin, depth := 0, 0
	add := func(end int) {
		if s := strings.TrimSpace(sql[begin:end]); !comments.MatchString(s) {
			all = append(all, s)
		}
		begin = end
	}
	for i := 0; i < len(sql); i += quoted(sql[i:]) {
		switch sql[i] {
		case '(':
			depth++
		case ')':
			depth--
		case separator:
			if depth == 0 {
				add(i + 1)
			}
		}
	}
	add(len(sql))
	return all
}

var (
	// comments is a text that says nothing else.
	comments = regexp.MustCompile(`^(--[^\n]*(\n|$)|\s)*$`)
	// dollars begin a body.
	dollars = regexp.MustCompile(`^\$\w*\$`)
)

// quoted is how long the text, name, comment or body is that SQL begins with; 1 where it
// begins with none.
func quoted(sql string) int {
	open, end := sql[:1], sql[:1]
	switch {
	case strings.HasPrefix(sql, "--"):
		open, end = "--", "\n"
	case open == "$":
		if open = dollars.FindString(sql); open == "" {
			return 1
		}
		end = open
	case open != "'" && open != `"`:
		return 1
	}
	n := strings.Index(sql[len(open):], end)
	if n < 0 {
		return len(sql)
	}
	return len(open) + n + len(end)
}
