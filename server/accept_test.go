package server

import "testing"

// html says whether a page is preferred to JSON.
func prefersHTML(accept []string) bool { return preferred(accept, oneTypes) == "text/html" }

func TestPrefersHTML(t *testing.T) {
	t.Parallel()
	for accept, want := range map[string]bool{
		"":                 false,
		"*/*":              false,
		"text/html":        true,
		"TEXT/HTML":        true,
		"application/json": false,
		"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": true,
		"application/json, text/plain, */*":                               false,
		"text/html, */*":                                                  true,
		"text/*, application/json;q=0.9":                                  true,
		"text/html, application/json":                                     true,
		"application/json, text/html":                                     false,
		"text/html;q=0.4, application/json;q=0.5":                         false,
		"text/html;q=0.5, application/json;q=0.4":                         true,
		"text/html;q=0, */*":                                              false,
		"text/html;q=0":                                                   false,
		"application/json;q=0, */*":                                       true,
		"text/html;level=1":                                               true,
		"image/png":                                                       false,
		"text/html;q=x":                                                   false,
		"text/html;q=1.1":                                                 false,
		"text/html;q=NaN":                                                 false,
		"text/html;;;, ,,/":                                               false,
		"text/html, ;;;, ,,/":                                             true,
		",":                                                               false,
	} {
		if got := prefersHTML([]string{accept}); got != want {
			t.Errorf("%q: %v, want %v", accept, got, want)
		}
	}
	if !prefersHTML([]string{"application/json;q=0.1", "text/html"}) {
		t.Error("a second Accept line was not read")
	}
}

func TestPreferredOfLists(t *testing.T) {
	t.Parallel()
	for accept, want := range map[string]format{
		"": "json", "*/*": "json", "image/png": "json", "text/*": "html", "text/csv": "csv", "application/x-ndjson": "ndjson",
		"text/csv, application/json;q=0.9": "csv", "application/x-ndjson;q=0.5, */*;q=0.1": "ndjson", "text/csv;q=0": "json", "text/csv;q=0, text/*": "html",
		"application/*": "json", "text/html, text/csv": "html",
	} {
		if got := formatNames[preferred([]string{accept}, listTypes)]; got != want {
			t.Errorf("%q: %s, want %s", accept, got, want)
		}
	}
}
