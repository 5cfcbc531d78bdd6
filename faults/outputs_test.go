//go:build linux

package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"github.com/clouddrift/guardian/internal/cli"
	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/server"
)

// together is how many reports come to the same ledger.
const together = 25

// Whatever a report says, in any of its fields: nothing of it is live where it comes out, as a
// page, as JSON, as a table or on a terminal.
func TestHostileReports(t *testing.T) {
	p := begin(t, 8)
	files := samples(p)
	var taken, looked atomic.Int64
	p.sideBySide(func(half *trial) { half.pourAll(files, &taken, &looked) })
	if taken.Load() == 0 {
		t.Error("no poisoned report is taken: nothing was tried")
	}
	p.tell("%d reports with SQL, HTML, terminal controls and formulas in their texts, %d of them taken: %d pages, answers, tables and terminals, nothing live in any",
		p.done, taken.Load(), looked.Load())
}

// pourAll poisons one of the files in each round.
func (t *trial) pourAll(files []string, taken, looked *atomic.Int64) {
	var database testdb.Database
	for n := range t.each {
		if n%together == 0 {
			database = testdb.New(t.T)
		}
		file := files[t.random.IntN(len(files))]
		raw, err := os.ReadFile(file)
		t.ok(err)
		often := []int{3, 10, 40, 100}[t.random.IntN(4)]
		text := poisoned(raw, often, rand.New(rand.NewPCG(t.random.Uint64(), 0)))
		if text == nil {
			continue
		}
		h := &hole{trial: t, file: filepath.Base(file), database: database}
		h.pour(fmt.Sprintf("home%04d", n), text, t.random)
		taken.Add(int64(h.taken))
		looked.Add(int64(h.looked))
		if t.Failed() {
			t.Fatalf("the report:\n%s", text)
		}
	}
}

// hole is a ledger that a poisoned report is poured into.
type hole struct {
	*trial
	file          string
	database      testdb.Database
	taken, looked int
}

// pour imports a report into a scope of its own and looks at all that shows it.
func (h *hole) pour(home string, text []byte, random *rand.Rand) {
	h.Helper()
	name := filepath.Join(h.TempDir(), "report.json")
	h.ok(os.WriteFile(name, text, 0o600))
	scope := home + payloads[random.IntN(len(payloads))]
	h.summaries(scope, name)
	if h.terminal("import", "--scope", scope, name) == 0 {
		h.taken++
	}
	db := testdb.With(h.T, postgres.Config{URL: h.database.URL, MaxConns: 2})
	h.terminal("drift", "list", "--status", "all")
	ids := texts(h.trial, db, "SELECT drift_id::text FROM drift_summaries WHERE starts_with(scope, $1) ORDER BY drift_id LIMIT 5", home)
	for _, id := range ids {
		h.terminal("drift", "show", id)
	}
	h.pages(db, home, ids)
	for _, wrong := range testdb.Miscounted(h, db) { // whatever the texts say to do to the tables
		h.Errorf("the sums: %s", wrong)
	}
	db.Close()
}

// terminal runs a command and holds what it writes to be text and nothing else.
func (h *hole) terminal(args ...string) int {
	h.Helper()
	var out, errs bytes.Buffer
	status := cli.Run(h.Context(), append(args, "--database-url", h.database.URL), strings.NewReader(""), &out, &errs)
	h.looked++
	for _, r := range out.String() + errs.String() {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			h.Errorf("%s: %q writes %q to the terminal", h.file, args[:2], r)
			break
		}
	}
	if strings.Contains(errs.String(), "internal error") || strings.Contains(errs.String(), "SQLSTATE") {
		h.Errorf("%s: %q: %s", h.file, args[:2], errs.String())
	}
	return status
}

// summaries: a pipeline's own page shows what the report says as text, and what reads the others can.
func (h *hole) summaries(scope, name string) {
	h.Helper()
	dir := h.TempDir()
	line := []string{"import", "--dry-run", "--scope", scope}
	for _, form := range []string{"sarif", "junit", "markdown"} {
		line = append(line, "--summary", form+"="+filepath.Join(dir, form))
	}
	h.terminal(append(line, name)...)
	into := func(form string) []byte {
		raw, _ := os.ReadFile(filepath.Join(dir, form)) // none where the report is not taken
		h.looked++
		return raw
	}
	if raw := into("sarif"); len(raw) > 0 && !json.Valid(raw) {
		h.Errorf("%s: no JSON: %s", h.file, raw)
	}
	if raw := into("junit"); len(raw) > 0 {
		for d := xml.NewDecoder(bytes.NewReader(raw)); ; { // what stands in CDATA is text
			token, err := d.Token()
			if element, is := token.(xml.StartElement); is && strings.HasPrefix(element.Name.Local, "xss") || err != nil && err != io.EOF {
				h.Errorf("%s: no XML of ours: %v: %s", h.file, err, raw)
			}
			if err != nil {
				break
			}
		}
	}
	var page bytes.Buffer // as one that lets HTML through would show it
	raw := into("markdown")
	h.ok(goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe())).Convert(raw, &page))
	if bytes.Contains(page.Bytes(), []byte("<xss")) || bytes.Contains(page.Bytes(), []byte("<h1>xss")) {
		h.Errorf("%s: the summary has it live: %s", h.file, raw)
	}
}

// pages looks at every page that shows the report, in each form that it has.
func (h *hole) pages(db *postgres.DB, home string, ids []string) {
	h.Helper()
	config := repositories.Config{URL: h.database.URL, Timeout: time.Minute, MaxConns: 2}
	reader, err := repositories.OpenReader(h.Context(), config)
	h.ok(err)
	defer reader.Close()
	handler := server.New(server.Config{Reader: reader, QueryTimeout: time.Minute}).Handler()
	paths := []string{"/debug", "/debug/stats", "/debug/scopes"}
	for _, id := range ids {
		paths = append(paths, "/debug/drifts/"+id)
	}
	for _, id := range texts(h.trial, db, "SELECT id::text FROM scans WHERE starts_with(scope, $1)", home) {
		paths = append(paths, "/debug/scans/"+id)
	}
	for _, scope := range texts(h.trial, db, "SELECT DISTINCT scope FROM scans WHERE starts_with(scope, $1)", home) {
		paths = append(paths, "/debug/scopes/"+url.PathEscape(scope))
	}
	for _, list := range []string{"drifts?limit=20", "drifts?q=xss", "scans?limit=20", "alerts?limit=20", "audit-logs?limit=20", "messages?limit=20"} {
		paths = append(paths, "/debug/"+list)
		h.sheet(h.get(handler, "/debug/"+list+"&format=csv", ""))
	}
	for _, path := range paths {
		h.page(path, h.get(handler, path, "text/html"))
		h.json(path, h.get(handler, path, "application/json"))
	}
}

func (h *hole) get(handler http.Handler, path, accept string) *httptest.ResponseRecorder {
	h.Helper()
	r := httptest.NewRequestWithContext(h.Context(), http.MethodGet, path, nil)
	r.Host = "127.0.0.1"
	r.Header.Set("Accept", accept)
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	h.looked++
	if w.Code != http.StatusOK && w.Code != http.StatusNotFound || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		h.Errorf("%s: %s: %d %v %.300s", h.file, path, w.Code, w.Header(), w.Body)
	}
	return w
}

// page: what would open an element, end an attribute or run as an address is there as text.
func (h *hole) page(path string, w *httptest.ResponseRecorder) {
	h.Helper()
	if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") || !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
		h.Errorf("%s: %s is no page that loads nothing: %v", h.file, path, w.Header())
	}
	text := strings.ToLower(w.Body.String())
	for _, live := range []string{"<xss", `" onmouseover="xss`, "onerror=xss()>", `href="javascript:`, `src="javascript:`, `action="javascript:`, "='javascript:", "</title></script>"} {
		if i := strings.Index(text, live); i >= 0 {
			h.Errorf("%s: %s has %q live: …%s", h.file, path, live, text[max(0, i-100):min(len(text), i+100)])
		}
	}
}

// json: an answer is JSON and says so.
func (h *hole) json(path string, w *httptest.ResponseRecorder) {
	h.Helper()
	if kind := w.Header().Get("Content-Type"); !json.Valid(w.Body.Bytes()) || !strings.Contains(kind, "json") {
		h.Errorf("%s: %s is no JSON: %s %.200s", h.file, path, kind, w.Body)
	}
}

// sheet: no cell of a table begins as a formula does, but for a number.
func (h *hole) sheet(w *httptest.ResponseRecorder) {
	h.Helper()
	records, err := csv.NewReader(w.Body).ReadAll()
	if err != nil {
		h.Errorf("%s: no CSV: %v", h.file, err)
		return
	}
	for _, cell := range slices.Concat(records...) {
		if _, err := strconv.ParseFloat(cell, 64); err != nil && cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") || strings.HasPrefix(cell, "\uff1d") {
			h.Errorf("%s: a cell begins as a formula: %.80q", h.file, cell)
		}
	}
}
