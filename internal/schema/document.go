// Package schema describes a live schema, which makes DATABASE_SCHEMA.md, and
// compares it with the entities of models.
package schema

import (
	"context"
	_ "embed"
	"fmt"
	"strings"
	"text/template"

	"gorm.io/gorm"
)

//go:embed document.tmpl
var documentText string

var document = template.Must(template.New("document").Funcs(template.FuncMap{
	"cell":   cell,
	"plural": plural,
}).Parse(documentText))

// Document writes a schema ("" is public) as Markdown, from PostgreSQL's
// catalogue alone: an entity diagram, then each table with its columns, keys,
// checks, indexes and triggers, and the functions. What each is for comes from its comment in the
// database. The same schema always gives the same text, whatever the schema's
// name. A schema without tables is an error; other errors are the database's.
func Document(ctx context.Context, db *gorm.DB, schema string) (string, error) {
	if schema == "" {
		schema = "public"
	}
	read, err := readSchema(ctx, db, schema)
	if err != nil {
		return "", err
	}
	if len(read.Tables) == 0 {
		return "", fmt.Errorf("schema %q has no tables; run `migrate up` first", schema)
	}
	var out strings.Builder
	if err := document.Execute(&out, read); err != nil {
		return "", err
	}
	return out.String(), nil
}

// cell makes a text fit for a cell of a Markdown table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ").Replace(text)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
