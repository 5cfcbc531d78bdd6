package migrations

import (
	"embed"
	"io/fs"
	"regexp"
	"strings"

	"github.com/go-gormigrate/gormigrate/v2"
	"gorm.io/gorm"
)

//go:embed sql/*.sql
var files embed.FS

// embedded lists the migrations of this program, oldest first.
var embedded = load(files)

// migration is a pair of SQL files.
type migration struct {
	id       string // 001_initial_schema
	up, down string
}

// IDs returns the ids of the migrations that this program knows, oldest first.
func IDs() []string {
	return ids(embedded)
}

func ids(list []migration) []string {
	out := make([]string, len(list))
	for i, m := range list {
		out[i] = m.id
	}
	return out
}

// load reads the pairs in the order of their names. The files are part of the
// program, so one that is missing is a mistake at build time and panics.
func load(files fs.FS) []migration {
	names, err := fs.Glob(files, "sql/*.up.sql")
	if err != nil {
		panic(err)
	}
	list := make([]migration, len(names))
	for i, name := range names {
		up, err := fs.ReadFile(files, name)
		if err != nil {
			panic(err)
		}
		stem := strings.TrimSuffix(name, ".up.sql")
		down, err := fs.ReadFile(files, stem+".down.sql")
		if err != nil {
			panic("migrations: " + name + " goes without " + stem + ".down.sql; write the way back: " + err.Error())
		}
		list[i] = migration{id: strings.TrimPrefix(stem, "sql/"), up: string(up), down: string(down)}
	}
	return list
}

// gormigrate makes the step.
func (m migration) gormigrate() *gormigrate.Migration {
	return &gormigrate.Migration{
		ID:       m.id,
		Migrate:  func(tx *gorm.DB) error { return run(tx, m.up) },
		Rollback: func(tx *gorm.DB) error { return run(tx, m.down) },
	}
}

var (
	creates = regexp.MustCompile(`(?m)^CREATE (?:UNIQUE )?(?:TABLE|INDEX|FUNCTION) (\w+)`)
	drops   = regexp.MustCompile(`(?m)^DROP TABLE (\w+)`)
)

// created names the tables, indexes and functions that the migrations make.
func created(list []migration) []string {
	var names []string
	for _, m := range list {
		names = append(names, firstGroups(creates, m.up)...)
	}
	return names
}

// dropped names the tables that going back over m drops.
func (m migration) dropped() []string {
	return firstGroups(drops, m.down)
}

func firstGroups(re *regexp.Regexp, text string) []string {
	var out []string
	for _, match := range re.FindAllStringSubmatch(text, -1) {
		out = append(out, match[1])
	}
	return out
}

// Table is the name of the table that lists the applied migrations.
const Table = "guardian_migrations"
