package cli

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/schema"
)

func schemaCommand(a *app) *cobra.Command {
	return commandGroup("schema", groupDatabase, "Describe the schema, compare it with the program, and put it right.", schemaDoc(a), schemaVerify(a), schemaRebuild(a), schemaGrants(a))
}

func schemaDoc(a *app) *cobra.Command {
	file := "DATABASE_SCHEMA.md"
	cmd := &cobra.Command{
		Use: "doc [--file PATH]", Args: arguments(0, 0), DisableFlagsInUseLine: true,
		Short: "Write DATABASE_SCHEMA.md from the live database",
		Long: "Doc describes the live database as Markdown: an entity diagram, then every table\n" +
			"with its columns, keys, checks, indexes and triggers.",
		Example: "  guardian schema doc\n  guardian schema doc --file - | less",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withCurrentSchema(cmd, func(ctx context.Context, db *postgres.DB, name string) error {
				text, err := schema.Document(ctx, db.Gorm, name)
				if err != nil {
					return err
				}
				return a.writeDocument(file, text)
			})
		},
	}
	cmd.Flags().StringVar(&file, "file", file, "where to write it, `PATH`; - is standard output")
	return cmd
}

func (a *app) writeDocument(path, text string) error {
	if path == "-" {
		_, err := io.WriteString(a.out, text)
		return err
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		return err
	}
	fmt.Fprintln(a.out, "wrote", visible(path))
	return nil
}
