package server_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// listCase is a list that is asked for in each of its formats.
type listCase struct {
	path    string
	total   int
	field   string         // in JSON and in CSV
	page    []string       // on the page
	filters map[string]int // how many rows a filter leaves
}

// newFurnished gives a ledger with everything, and a server of it.
func newFurnished(t *testing.T) (*ledger, http.Handler) {
	t.Helper()
	l := newLedger(t)
	l.furnish(t)
	return l, l.server(t)
}

func (c listCase) check(t *testing.T, l *ledger, h http.Handler) {
	t.Helper()
	list := decode(t, get(h, c.path+"?limit=500"), http.StatusOK)
	items := list["items"].([]any)
	if len(items) != c.total {
		t.Errorf("%d rows, want %d", len(items), c.total)
	}
	if _, ok := items[0].(map[string]any)[c.field]; !ok {
		t.Errorf("no field %s in %v", c.field, items[0])
	}
	for filter, want := range c.filters {
		if got := decode(t, get(h, c.path+"?"+filter), http.StatusOK)["total"]; got != json.Number(strconv.Itoa(want)) {
			t.Errorf("%s gives %v, want %d", filter, got, want)
		}
	}

	w := get(h, c.path+"?limit=50", "Accept", asPage)
	body := strings.ReplaceAll(w.Body.String(), "<wbr>", "")
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		t.Errorf("as a page: %d %s", w.Code, body)
	}
	for _, s := range append(c.page, `href="`+c.path+`" aria-current="page"`, `href="`+c.path+`?format=csv&amp;limit=50"`) {
		if !strings.Contains(body, s) {
			t.Errorf("no %q on the page", s)
		}
	}
	checkSelfContained(t, c.path, body)

	for format, kind := range map[string]string{"csv": "text/csv", "ndjson": "application/x-ndjson"} {
		head := send(h, http.MethodHead, c.path+"?format="+format)
		if got := head.Header().Get("Content-Type"); head.Code != http.StatusOK || !strings.HasPrefix(got, kind) || head.Body.Len() != 0 {
			t.Errorf("HEAD of %s: %d %s", format, head.Code, got)
		}
		checkNoCursor(t, h, c.path+"?format="+format)
	}
	lines := strings.Split(strings.TrimSpace(l.download(t, h, c.path+"?format=ndjson")), "\n")
	if len(lines) != c.total {
		t.Errorf("%d lines of NDJSON, want %d", len(lines), c.total)
	}
	for i, line := range lines {
		var row map[string]any
		if err := json.Unmarshal([]byte(line), &row); err != nil || row["id"] != items[i].(map[string]any)["id"] {
			t.Errorf("line %d of NDJSON: %v %s", i, err, line)
		}
	}
	records, err := csv.NewReader(strings.NewReader(l.download(t, h, c.path+"?format=csv"))).ReadAll()
	must(t, err)
	if len(records) != c.total+1 || !strings.Contains(strings.Join(records[0], ","), c.field) {
		t.Errorf("%d records of CSV, want %d: %v", len(records), c.total+1, records[0])
	}
	checkNoSecret(t, l, body, strings.Join(lines, ""))
}

// checkNoCursor: a cursor that no list gave is refused and named, in each format.
func checkNoCursor(t *testing.T, h http.Handler, path string) {
	t.Helper()
	p := decode(t, get(h, path+"&cursor=garbage"), http.StatusBadRequest)
	if detail, _ := p["detail"].(string); !strings.HasPrefix(detail, "cursor: ") {
		t.Errorf("%s: %v", path, p)
	}
}

func TestListOfDrifts(t *testing.T) {
	t.Parallel()
	l, h := newFurnished(t)
	listCase{"/debug/drifts", 5, "costImpactMonthly", []string{"sg-0f3"}, nil}.check(t, l, h)
}

// download asks for a list as a file and checks what says so.
func (l *ledger) download(t *testing.T, h http.Handler, path string) string {
	t.Helper()
	w := get(h, path)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	if got := w.Header().Get("Content-Disposition"); !regexp.MustCompile(`^attachment; filename="[a-z-]+-` + l.clock.Format("20060102T150405Z") + `\.(csv|ndjson)"$`).MatchString(got) {
		t.Errorf("%s: Content-Disposition %s", path, got)
	}
	return w.Body.String()
}

// checkNoSecret holds what is shown to what may be: no hash, no token.
func checkNoSecret(t *testing.T, l *ledger, shown ...string) {
	t.Helper()
	for _, s := range shown {
		for _, secret := range []string{l.mira.PasswordHash, "passwordHash", "refreshToken", "$2a$", "reportSha256"} {
			if secret != "" && strings.Contains(s, secret) {
				t.Errorf("%q is shown", secret)
			}
		}
	}
}

// Any list gives the columns that are asked for, in their order, in all that programs read.
func TestChosenColumns(t *testing.T) {
	t.Parallel()
	l, h := newFurnished(t)
	for _, list := range lists() {
		at := "/debug/" + list.Name + "?limit=5"
		first := decode(t, get(h, at), http.StatusOK)["items"].([]any)[0].(map[string]any)
		var names []string
		for name := range first {
			names = append(names, name)
		}
		slices.Sort(names)
		slices.Reverse(names)
		names = names[:3]
		at += "&columns=" + strings.Join(names, ",")
		got := decode(t, get(h, at), http.StatusOK)["items"].([]any)[0].(map[string]any)
		want := map[string]any{names[0]: first[names[0]], names[1]: first[names[1]], names[2]: first[names[2]]}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", at, got, want)
		}
		header, _, _ := strings.Cut(l.download(t, h, at+"&format=csv"), "\n")
		if header != strings.Join(names, ",") {
			t.Errorf("%s as CSV: %s", at, header)
		}
		line, _, _ := strings.Cut(l.download(t, h, at+"&format=ndjson"), "\n")
		if !strings.HasPrefix(line, `{"`+names[0]+`":`) || strings.Index(line, `,"`+names[1]+`":`) > strings.Index(line, `,"`+names[2]+`":`) {
			t.Errorf("%s as NDJSON: %s", at, line)
		}
		wrong := decode(t, get(h, at+",nothing"), http.StatusBadRequest)["detail"].(string)
		if !strings.HasPrefix(wrong, `columns: "nothing" is none of `) || !strings.Contains(wrong, names[0]) {
			t.Errorf("%s,nothing: %s", at, wrong)
		}
		if page := get(h, at, "Accept", asPage); page.Code != http.StatusBadRequest || !strings.Contains(page.Body.String(), "a page has its own") {
			t.Errorf("%s as a page: %d", at, page.Code)
		}
	}
	then := decode(t, get(h, "/debug/drifts?columns=status,address&asOf="+l.clock.Format(time.RFC3339Nano)), http.StatusOK)["items"].([]any)
	for _, row := range then {
		if r := row.(map[string]any); r["status"] == nil || len(r) > 2 {
			t.Errorf("as of a moment: %v", r)
		}
	}
}
