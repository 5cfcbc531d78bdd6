package pages

import (
	"time"

	"github.com/clouddrift/guardian/models"
)

// schemaView is the page of what the database tells of itself.
type schemaView struct {
	Server, Schema, Size string
	NotReady             string // why the schema is not what the program needs
	Replica              string // how much of its primary a standby has
	Tables, Migrations   [][]cell
}

// Schema is the page of what the database tells of itself.
func Schema(now time.Time, figures models.SchemaFigures) Page {
	v := schemaView{Server: figures.Server, Schema: figures.Schema, Size: bytesOf(figures.Bytes)}
	for _, t := range figures.Tables {
		v.Tables = append(v.Tables, []cell{
			codeCell(t.Name), countCell(t.Rows), {Kind: "number", Text: bytesOf(t.TableBytes)},
			{Kind: "number", Text: bytesOf(t.IndexBytes)}, timeCellOr(now, t.AnalyzedAt, textCell("never")),
		})
	}
	for _, m := range figures.Migrations {
		if m.State != "applied" {
			v.NotReady = "The schema is not the one that this program needs."
		}
		v.Migrations = append(v.Migrations, []cell{codeCell(m.ID), textCell(m.State)})
	}
	if figures.Replica != nil {
		v.Replica = "Of the server: " + figures.Replica.Told() + "."
	}
	return Page{"schema", "Schema", v}
}

// bytesOf writes a size in the largest unit of which there are at least ten.
func bytesOf(n int64) string {
	for _, unit := range []string{"B", "KiB", "MiB"} {
		if n < 10<<10 {
			return grouped(n) + " " + unit
		}
		n >>= 10
	}
	return grouped(n) + " GiB"
}
