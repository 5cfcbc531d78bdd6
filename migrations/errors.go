package migrations

import (
	"fmt"
	"strings"

	"gorm.io/gorm"
)

// minServer is the oldest PostgreSQL that the product promises to work with.
const minServer = 14

// ServerError refuses a PostgreSQL that is too old, or a database that does not keep every
// text.
type ServerError struct {
	Version  string // what the server calls itself, such as 13.14
	Encoding string // of the database, where that is at fault
}

// Error says what the server or the database is, and what is needed.
func (e *ServerError) Error() string {
	if e.Encoding != "" {
		return fmt.Sprintf("the database's encoding is %s, and reports are UTF-8: make another one (CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8'), or let migrate up do it", e.Encoding)
	}
	return fmt.Sprintf("the database is PostgreSQL %s; version %d or later is needed", e.Version, minServer)
}

func checkServer(db *gorm.DB) error {
	var server struct {
		Number            int
		Version, Encoding string
	}
	err := db.Raw(`SELECT current_setting('server_version_num')::int AS number,
		current_setting('server_version') AS version, current_setting('server_encoding') AS encoding`).Scan(&server).Error
	if err != nil {
		return err
	}
	if server.Encoding != "UTF8" {
		return &ServerError{Version: server.Version, Encoding: server.Encoding}
	}
	return refuseServer(server.Number, server.Version)
}

// refuseServer takes the server's version as a number (140005 is 14.5) and as text.
func refuseServer(number int, version string) error {
	if number < minServer*10000 {
		return &ServerError{Version: version}
	}
	return nil
}

// NameError refuses a schema whose name PostgreSQL does not take as it is.
type NameError struct {
	Schema  string
	Problem string
}

// Error gives the name and what is wrong with it.
func (e *NameError) Error() string { return fmt.Sprintf("schema %q: %s", e.Schema, e.Problem) }

// ForeignError refuses a schema in which somebody else keeps a table, index or
// function of a name that the migrations want.
type ForeignError struct {
	Schema string
	Kind   string // table, view, index, sequence, type or function
	Name   string
}

// Error says what stands there and what to do.
func (e *ForeignError) Error() string {
	article := "a"
	if e.Kind == "index" {
		article = "an"
	}
	return fmt.Sprintf("schema %q already holds %s %s %q that is not Guardian's; set DATABASE_SCHEMA to a schema of its own",
		e.Schema, article, e.Kind, e.Name)
}

// refuseForeign is for a schema in which no migration is applied yet.
func refuseForeign(tx *gorm.DB, schema string, list []migration) error {
	names := created(list)
	if len(names) == 0 {
		return nil
	}
	var found []ForeignError
	err := tx.Raw(`SELECT kind, name FROM (
			SELECT CASE relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'f' THEN 'table'
				WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' WHEN 'i' THEN 'index' WHEN 'I' THEN 'index'
				WHEN 'S' THEN 'sequence' ELSE 'type' END AS kind, relname AS name, relnamespace AS space
			FROM pg_catalog.pg_class
			UNION ALL SELECT 'function', proname, pronamespace FROM pg_catalog.pg_proc
		) o WHERE space = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = ?) AND name IN ?
		ORDER BY array_position(ARRAY['table', 'view'], kind), name LIMIT 1`, schema, names).Scan(&found).Error
	if err != nil || len(found) == 0 {
		return err
	}
	return &ForeignError{Schema: schema, Kind: found[0].Kind, Name: found[0].Name}
}

// FutureError refuses a schema in which migrations are applied that this program does not know.
type FutureError struct {
	Schema string
	IDs    []string // the unknown ones
}

// Error names the migrations and what to do.
func (e *FutureError) Error() string {
	return fmt.Sprintf("schema %q was migrated by a newer version (%s); upgrade this program",
		e.Schema, strings.Join(e.IDs, ", "))
}

// RowsError refuses to drop tables that have rows.
// For programs that call Down and ask somebody before they force it.
type RowsError struct {
	Rows   int64       // in all
	Tables []TableRows // those that have any, in the order in which they would go
}

// TableRows is the number of rows in one table.
type TableRows struct {
	Table string
	Rows  int64
}

// Error counts the rows of each table.
func (e *RowsError) Error() string {
	parts := make([]string, len(e.Tables))
	for i, t := range e.Tables {
		parts[i] = fmt.Sprintf("%s %d", t.Table, t.Rows)
	}
	noun := "rows"
	if e.Rows == 1 {
		noun = "row"
	}
	return fmt.Sprintf("going back would drop %d %s (%s); --force drops them", e.Rows, noun, strings.Join(parts, ", "))
}
