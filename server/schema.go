package server

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// schemaView is the page of what the database tells of itself.
type schemaView struct {
	Server, Schema, Size string
	NotReady             string // why the schema is not what the program needs
	Tables, Migrations   [][]cell
}

// showSchema answers /debug/schema.
func (s *Server) showSchema(c *gin.Context) error {
	figures, err := s.reader.Schema(c.Request.Context())
	if err != nil {
		return err
	}
	if !wantsPage(c) {
		return respondJSON(c, figures)
	}
	v := schemaView{Server: figures.Server, Schema: figures.Schema, Size: bytesOf(figures.Bytes)}
	for _, t := range figures.Tables {
		analyzed := textCell("never")
		if t.AnalyzedAt != nil {
			analyzed = cell{Kind: "time", When: s.moment(*t.AnalyzedAt)}
		}
		v.Tables = append(v.Tables, []cell{
			codeCell(t.Name), {Kind: "number", Text: grouped(t.Rows)}, {Kind: "number", Text: bytesOf(t.TableBytes)},
			{Kind: "number", Text: bytesOf(t.IndexBytes)}, analyzed,
		})
	}
	for _, m := range figures.Migrations {
		if m.State != "applied" {
			v.NotReady = "The schema is not the one that this program needs."
		}
		v.Migrations = append(v.Migrations, []cell{codeCell(m.ID), textCell(m.State)})
	}
	return s.page(c, http.StatusOK, "schema", "Schema", v)
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
