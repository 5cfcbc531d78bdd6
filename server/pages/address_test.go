package pages

import (
	"slices"
	"testing"
)

func TestAddress(t *testing.T) {
	t.Parallel()
	a := at(t, "/debug/drifts?status=detected&status=triaged&region=&scope=a%2Fb&page=3&format=html")
	for got, want := range map[string]string{
		a.String():                      "/debug/drifts?format=html&page=3&scope=a/b&status=detected,triaged",
		a.fromStart().String():          "/debug/drifts?scope=a/b&status=detected,triaged",
		a.fromStart().with("scope", ""): "/debug/drifts?status=detected,triaged",
		a.fromStart().with("sort", "x"): "/debug/drifts?scope=a/b&sort=x&status=detected,triaged",
		a.without("status", "triaged"):  "/debug/drifts?format=html&page=3&scope=a/b&status=detected",
		at(t, "/x").String():            "/x",
		filtered("/x", "scope", "a, b"): `/x?scope=a%5C,+b`,
		filtered("/x", "scope", "all"):  `/x?scope=%5Call`,
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestDownloads(t *testing.T) {
	t.Parallel()
	got := downloads(at(t, "/x?scope=a"))
	if want := []link{{Text: "CSV", Href: "/x?format=csv&scope=a"}, {Text: "NDJSON", Href: "/x?format=ndjson&scope=a"}}; !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}

func TestScopeHref(t *testing.T) {
	t.Parallel()
	for scope, want := range map[string]string{
		"network/prod": "/debug/scopes/network/prod",
		"a b/ü?":       "/debug/scopes/a%20b/%C3%BC%3F",
		"../prod":      "/debug/scopes/..%2Fprod",
		"/abs":         "/debug/scopes/%2Fabs",
		"..":           "/debug/scopes?scope=..",
	} {
		if got := scopeHref(scope); got != want {
			t.Errorf("%q is at %s, want %s", scope, got, want)
		}
	}
}
