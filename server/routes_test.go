package server_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/server"
)

// lists are the lists that a server has routes for.
func lists() []server.List { return server.New(server.Config{Reader: &repositories.Reader{}}).Lists() }

// Each table that has an entity has its list.
func TestEveryTableHasARoute(t *testing.T) {
	t.Parallel()
	for _, entity := range models.Entities() {
		switch entity.(type) {
		case models.Occurrence, models.DriftSummary, models.ApprovalTerm, models.Notice, models.RuleMatch:
			continue // shown with their drift or their rules, and without a list of their own
		case models.RuleSet:
			continue // shown at /debug/rules
		}
		name := strings.ReplaceAll(entity.TableName(), "_", "-")
		if !slices.ContainsFunc(lists(), func(l server.List) bool { return l.Name == name }) {
			t.Errorf("server/routes.go: the table %s has no route /debug/%s; write its element of allLists, or name %T here, in server/routes_test.go, where its rows are shown with others", entity.TableName(), name, entity)
		}
	}
}

// TestListsEverywhere: each list is there in each format, and whatever it can be
// narrowed by, its route takes, its form asks for and its page shows.
func TestListsEverywhere(t *testing.T) {
	t.Parallel()
	h := (&ledger{database: emptyLedger(t)}).server(t)
	for _, l := range lists() {
		at := "/debug/" + l.Name
		if items := decode(t, get(h, at), http.StatusOK)["items"]; items == nil {
			t.Errorf("%s: no items", at)
		}
		page := get(h, at+"?limit=7", "Accept", asPage)
		if !strings.Contains(page.Body.String(), `href="`+at+`" aria-current="page">`+l.Title+"<") {
			t.Errorf("%s: the navigation does not show it: %d", at, page.Code)
		}
		for _, format := range []string{"csv", "ndjson"} {
			if got := get(h, at+"?format="+format).Code; got != http.StatusOK {
				t.Errorf("%s as %s: %d", at, format, got)
			}
		}
		walk(t, h, at, l.Filters)
	}
}

// A parameter of a list is named once.
func TestParametersAreNamedOnce(t *testing.T) {
	t.Parallel()
	for _, l := range lists() {
		seen := map[string]bool{"page": true, "limit": true, "cursor": true, "sort": true, "columns": true, "format": true}
		for _, f := range l.Filters {
			if seen[f.Name] {
				t.Errorf("%s: %s is taken", l.Name, f.Name)
			}
			seen[f.Name] = true
		}
	}
}

func walk(t *testing.T, h http.Handler, path string, filters []models.FilterLine) {
	t.Helper()
	for _, f := range filters {
		value := map[models.FilterKind]string{
			models.FilterTexts: "x", models.FilterID: uuid.NewString(), models.FilterFlag: "true",
			models.FilterSince: "2026-11-01", models.FilterUntil: "2026-11-01", models.FilterAtLeast: "7",
		}[f.Kind]
		if f.Kind == models.FilterWords {
			value = f.Words[0]
		}
		at := path + "?" + f.Name + "=" + value
		decode(t, get(h, at), http.StatusOK)
		body := get(h, at, "Accept", asPage).Body.String()
		for _, want := range []string{`name="` + f.Name + `"`, `aria-label="Remove the filter ` + strings.ToLower(f.Label) + " " + value + `"`} {
			if !strings.Contains(body, want) {
				t.Errorf("%s: no %s on the page", at, want)
			}
		}
		several := f.Kind == models.FilterWords || f.Kind == models.FilterTexts
		if twice := get(h, at+"&"+f.Name+"="+value).Code; (twice == http.StatusOK) != several {
			t.Errorf("%s given twice: %d", at, twice)
		}
	}
	if w := get(h, path+"?nothing=1"); w.Code != http.StatusBadRequest {
		t.Errorf("%s takes a filter that is none: %d", path, w.Code)
	}
}
