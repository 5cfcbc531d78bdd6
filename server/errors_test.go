package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
)

func TestErrors(t *testing.T) {
	t.Parallel()
	h := (&ledger{database: emptyLedger(t)}).server(t)
	tests := []struct {
		path   string
		status int
		params string // the parameters that the answer names, in order
	}{
		{"/nowhere", 404, ""},
		{"/debug/nowhere", 404, ""},
		{"/static/style.css", 404, ""},
		{"/debug/drifts/" + uuid.NewString(), 404, ""},
		{"/debug/drifts/42", 400, "id"},
		{"/debug/drifts/5f2b1d5e0c4a4e579a376f6a3f6f0e55", 400, "id"},
		{"/debug/drifts/urn:uuid:5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55", 400, "id"},
		{"/debug/drifts?stauts=detected", 400, "stauts"},
		{"/debug/drifts?b=1&a=1", 400, "a b"},
		{"/debug/drifts/" + uuid.NewString() + "?severity=info", 400, "severity"},
		{"/debug/drifts?status=opened", 400, "status"},
		{"/debug/drifts?severity=CRITICAL", 400, "severity"},
		{"/debug/drifts?detectedBy=me", 400, "detectedBy"},
		{"/debug/drifts?limit=0", 400, "limit"},
		{"/debug/drifts?limit=501", 400, "limit"},
		{"/debug/drifts?limit=ten", 400, "limit"},
		{"/debug/drifts?page=0", 400, "page"},
		{"/debug/drifts?page=-1&limit=x", 400, "page limit"},
		{"/debug/drifts?page=99999999999999999999", 400, "page"},
		{"/debug/drifts?page=1&page=2", 400, "page"},
		{"/debug/drifts?sort=price", 400, "sort"},
		{"/debug/drifts?since=yesterday", 400, "since"},
		{"/debug/drifts?until=2026-13-01", 400, "until"},
		{"/debug/drifts?cursor=garbage", 400, "cursor"},
		{"/debug/drifts?cursor=x&page=2", 400, "cursor"},
		{"/debug/drifts?resourceId=%00", 400, "resourceId"},
		{"/debug/drifts?changed=%ff", 400, "changed"},
		{"/debug/drifts?region=%zz", 400, "query"},
		{"/debug/drifts?format=yaml", 400, "format"},
		{"/healthz?x=1", 400, "x"},
	}
	for _, test := range tests {
		w := get(h, test.path)
		p := decode(t, w, test.status)
		if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
			t.Errorf("%s: Content-Type %s", test.path, got)
		}
		if p["type"] != "about:blank" || p["title"] != http.StatusText(test.status) || p["detail"] == "" || p["requestId"] != w.Header().Get("X-Request-Id") {
			t.Errorf("%s: %v", test.path, p)
		}
		var names []string
		if list, ok := p["invalidParams"].([]any); ok {
			for _, item := range list {
				names = append(names, item.(map[string]any)["name"].(string))
			}
		}
		if got := strings.Join(names, " "); got != test.params {
			t.Errorf("%s: names %q, want %q", test.path, got, test.params)
		}

		page := get(h, test.path, "Accept", asPage)
		if test.path == "/debug/drifts?format=yaml" {
			continue // an unknown format is no page's
		}
		if page.Code != test.status || !strings.HasPrefix(page.Header().Get("Content-Type"), "text/html") ||
			!strings.Contains(page.Body.String(), page.Header().Get("X-Request-Id")) {
			t.Errorf("%s as a page: %d %s", test.path, page.Code, page.Header().Get("Content-Type"))
		}
		for name := range strings.SplitSeq(test.params, " ") {
			if !strings.Contains(page.Body.String(), name) {
				t.Errorf("%s as a page does not name %s", test.path, name)
			}
		}
		checkSelfContained(t, test.path, page.Body.String())
	}
}

// An id that is cut short, as lists and messages show it, is refused with what to do.
func TestPartOfAnID(t *testing.T) {
	t.Parallel()
	h := idle()
	for path, want := range map[string]string{
		"/debug/drifts/5f2b1d5e": `takes a UUID such as 5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55, got "5f2b1d5e"; the list at /debug/drifts has them, and the command guardian drift show takes the first 8 characters of one`,
		"/debug/scans/5f2b1d5e":  `takes a UUID such as 5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55, got "5f2b1d5e"; the list at /debug/scans has them`,
		"/debug/rules/5f2b1d5e":  `takes a UUID such as 5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55, got "5f2b1d5e"; the list at /debug/rules has them`,
	} {
		p := decode(t, get(h, path), http.StatusBadRequest)
		if got := p["invalidParams"].([]any)[0].(map[string]any)["reason"]; got != want {
			t.Errorf("%s: %s", path, got)
		}
	}
}

// However long a query is, the answer about it is short, also where each of many values is wrong.
func TestLongQuestionsHaveShortAnswers(t *testing.T) {
	t.Parallel()
	h := idle()
	long, many := strings.Repeat("x", 60_000), strings.Repeat("ab,", 20_000)+"ab"
	for _, path := range []string{"/debug/drifts?status=" + many, "/debug/drifts?severity=" + many, "/debug?days=" + long, "/debug/scans?nothing=" + many} {
		w := get(h, path)
		if w.Code != http.StatusBadRequest || w.Body.Len() > 10_000 {
			t.Errorf("%.30s…: %d with %d bytes", path, w.Code, w.Body.Len())
		}
	}
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	h := idle()
	for path, want := range map[string]string{
		"/":                            "/debug",
		"/debug/drifts/?severity=info": "/debug/drifts?severity=info",
		"/debug///":                    "/debug",
	} {
		if got := get(h, path).Header().Get("Location"); got != want {
			t.Errorf("%s leads to %q, want %q", path, got, want)
		}
	}
	for _, path := range []string{"//example.com/", "/x/", "/%2fexample.com/"} {
		if w := get(h, path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d to %q", path, w.Code, w.Header().Get("Location"))
		}
	}
}
