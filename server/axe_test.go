package server_test

import (
	_ "embed"
	"errors"
	"fmt"
	"html"
	"io"
	"io/fs"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/server"
)

//go:embed testdata/contrast.js
var contrastScript string

// wideScript tells what sticks out of the window to the right.
const wideScript = `[...document.querySelectorAll("body *")].filter(e => e.checkVisibility() && !e.closest(".scroll, pre, thead, .hidden, .skip, details.long") &&
	e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map(e => e.tagName + "." + e.getAttribute("class") + " sticks out").slice(0, 5)`

// axeFile is axe-core, which npm puts there.
const axeFile = "testdata/axe/node_modules/axe-core/axe.min.js"

// axeRun asks axe for every rule that it has, and gives a line for each element that
// breaks one. Left out is contrast: that of WCAG's level AAA, which muted text has not,
// and the other where contrastScript looks at it.
const axeRun = `(async (leftOut) => {
	const rules = Object.fromEntries(axe.getRules().map(r => [r.ruleId, {enabled: !leftOut.includes(r.ruleId)}]));
	const found = await axe.run(document, {resultTypes: ["violations"], rules});
	return found.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.target.join(" ") + ": " + n.failureSummary.replace(/\s+/g, " ")));
})(%q)`

// look is how a page is looked at.
type look struct {
	scheme string
	width  int64
	axe    bool
}

// looks are the widest and, without axe, the narrowest; or with GUARDIAN_AXE=all, as
// .ci/run sets it, every scheme in every width, which takes six times as long.
func looks(all bool) (every []look) {
	if !all {
		return []look{{"light", 1300, true}, {"dark", 375, false}}
	}
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{1300, 768, 375} {
			every = append(every, look{scheme, width, true})
		}
	}
	return every
}

// holdToAxe holds each page to the rules of axe-core, to contrast and to the width of
// the window.
func holdToAxe(t *testing.T, b *browser) {
	all := os.Getenv("GUARDIAN_AXE") == "all"
	axe, err := os.ReadFile(axeFile)
	if all || !errors.Is(err, fs.ErrNotExist) {
		must(t, err)
	}
	leftOut := "color-contrast-enhanced"
	if !all {
		leftOut += " color-contrast"
	}
	for _, page := range everyPage(t, b.base) {
		b.open(page, 1300, "light")
		evaluate[bool](b, `document.querySelectorAll("details").forEach(d => { d.open = true; }), true`)
		if axe != nil {
			evaluate[bool](b, string(axe)+"; true")
		}
		for _, l := range looks(all) {
			b.look(l.width, l.scheme)
			found := append(evaluate[[]string](b, contrastScript), evaluate[[]string](b, wideScript)...)
			if axe != nil && l.axe {
				found = append(found, run(b, "axe", chromedp.Evaluate[[]string](fmt.Sprintf(axeRun, leftOut), chromedp.EvalAwaitPromise))...)
			}
			for _, wrong := range found {
				t.Errorf("%s, %s, %d wide: %s", page, l.scheme, l.width, wrong)
			}
		}
	}
	if axe == nil {
		t.Skip("no axe-core (npm ci --ignore-scripts --prefix server/testdata/axe): the pages are not held to its rules")
	}
}

// everyPage gives an address for each route of the server that answers a browser with
// a page, and the further faces that some have. Routes with a parameter are found by
// the links of the page above.
func everyPage(t *testing.T, base string) (pages []string) {
	t.Helper()
	faces := map[string][]string{
		"/debug/drifts": {"?status=all&limit=4&page=2&severity=critical", "?q=nothing", "?asOf=1h"},
	}
	for _, route := range server.PageRoutes(server.New(server.Config{Reader: &repositories.Reader{}})) {
		page := route
		if at := strings.IndexAny(route, ":*"); at > 0 {
			page = firstLink(t, base, strings.TrimSuffix(route[:at], "/"), route[:at])
		} else if slices.Contains(listRoutes(), route) {
			page += "?limit=4"
		}
		_, at := readPage(t, base+page)
		if at == "" || slices.Contains(pages, at) {
			continue
		}
		pages = append(pages, at)
		for _, face := range faces[route] {
			pages = append(pages, route+face)
		}
	}
	return append(pages, refused)
}

// firstLink gives the first address on a page that begins with a prefix.
func firstLink(t *testing.T, base, page, prefix string) string {
	t.Helper()
	body, _ := readPage(t, base+page)
	found := regexp.MustCompile(`href="(` + regexp.QuoteMeta(prefix) + `[^"]+)"`).FindStringSubmatch(body)
	if found == nil {
		t.Fatalf("%s leads to no page below %s", page, prefix)
	}
	return html.UnescapeString(found[1])
}

// readPage asks as a browser does. It gives the address to which that leads, "" where
// the answer is no page.
func readPage(t *testing.T, address string) (body, at string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	must(t, err)
	request.Header.Set("Accept", asPage)
	response, err := http.DefaultClient.Do(request)
	must(t, err)
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	must(t, err)
	if strings.HasPrefix(response.Header.Get("Content-Type"), "text/html") {
		at = response.Request.URL.RequestURI()
	}
	return string(read), at
}
