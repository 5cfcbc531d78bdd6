package pages

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestList(t *testing.T) {
	t.Parallel()
	table := Table{Title: "Things", Lead: "What there is.", Columns: []string{"A"}, Empty: "There is nothing yet."}
	none := models.Page[int]{Page: 1, Limit: 50}
	shows(t, List(at(t, "/debug/x?limit=7"), table, models.UserFilters(), none), "<h1>Things</h1>", "What there is.", "There is nothing yet.",
		`<select name="role">`, `<input type="hidden" name="limit" value="7">`)
	shows(t, List(at(t, "/debug/x?role=admin"), table, models.UserFilters(), none), "Nothing matches.", "<option selected>admin</option>")
	table.Rows = [][]cell{{textCell("x")}}
	shows(t, List(at(t, "/debug/x?role=admin"), table, models.UserFilters(), models.Page[int]{Items: []int{1}, Total: 1, Page: 1, Limit: 50}),
		"<b>1–1</b> of <b>1</b>", `href="/debug/x?format=csv&amp;role=admin"`, "<bdi>x</bdi>")
}
