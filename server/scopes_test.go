package server_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

func TestScopes(t *testing.T) {
	t.Parallel()
	l, h := newFurnished(t)
	listCase{"/debug/scopes", 2, "notClosing", []string{"network/prod", "data/prod", "an ordinary plan", "/debug/scans/" + l.scan.ID.String()},
		map[string]int{"scope=data/prod": 1, "scope=data/*,network/*": 2, "tool=pulumi": 0, "stale=true": 0, "stale=false": 2}}.check(t, l, h)
	items := decode(t, get(h, "/debug/scopes"), http.StatusOK)["items"].([]any)
	if first := items[0].(map[string]any); first["scope"] != "network/prod" || first["critical"] != number("2") || first["checked"] != number("7") {
		t.Errorf("%v comes first", first)
	}
}

// The pages of scopes follow each other by cursor as by number.
func TestPagesOfScopes(t *testing.T) {
	t.Parallel()
	l, h := newFurnished(t)
	l.newScan(t, "a/third", l.ago(tagsAge))
	first := decode(t, get(h, "/debug/scopes?limit=2"), http.StatusOK)
	next := decode(t, get(h, "/debug/scopes?limit=2&cursor="+first["next"].(string)), http.StatusOK)
	byPage := decode(t, get(h, "/debug/scopes?limit=2&page=2"), http.StatusOK)
	if len(first["items"].([]any)) != 2 || len(next["items"].([]any)) != 1 || next["next"] != nil || fmt.Sprint(next["items"]) != fmt.Sprint(byPage["items"]) {
		t.Errorf("%v, then %v, or %v", first, next, byPage)
	}
	if beyond := decode(t, get(h, "/debug/scopes?page=9"), http.StatusOK); len(beyond["items"].([]any)) != 0 {
		t.Errorf("beyond the end: %v", beyond)
	}
	for _, cursor := range []string{"x", "at-", "at--1", "1", "at-99999999999999999999"} {
		decode(t, get(h, "/debug/scopes?cursor="+cursor), http.StatusBadRequest)
	}
}

func TestScope(t *testing.T) {
	t.Parallel()
	l, h := newFurnished(t)
	scope := decode(t, get(h, "/debug/scopes/network/prod"), http.StatusOK)
	if len(scope["tools"].([]any)) != 1 || len(scope["scans"].([]any)) != 2 {
		t.Errorf("%v", scope)
	}
	body := strings.ReplaceAll(get(h, "/debug/scopes/network/prod", "Accept", asPage).Body.String(), "<wbr>", "")
	for _, want := range []string{"aws_security_group.bastion", "/debug/drifts/" + l.group.String(), "yes, 2 times by now", "It can close none: an ordinary plan",
		`href="/debug/drifts?nextApply=revert&amp;scope=network/prod&amp;status=open&amp;tool=terraform"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q on the page", want)
		}
	}
	checkSelfContained(t, "/debug/scopes/network/prod", body)
	if got := get(h, "/debug/scopes/?format=html"); got.Code != http.StatusPermanentRedirect || got.Header().Get("Location") != "/debug/scopes?format=html" {
		t.Errorf("a slash behind the list: %d to %s", got.Code, got.Header().Get("Location"))
	}
	for _, none := range []string{"/debug/scopes/network", "/debug/scopes/network/prod/"} {
		if got := get(h, none).Code; got != http.StatusNotFound {
			t.Errorf("%s: %d", none, got)
		}
	}
}

// Whatever a scope is called, the list leads to its page.
func TestEveryScopeHasItsPage(t *testing.T) {
	t.Parallel()
	l, h := newFurnished(t)
	names := []string{"../plan", "prod#1", "a?b", "../up/prod", "/abs/prod", "a//b", "../..", "a?b#c", "a b%20c", "größe/ü", "a/./b", `x"><b>`, "prod/", "a;b,c", "prod*", "*"}
	for _, name := range names {
		l.newScan(t, name, l.ago(tagsAge))
	}
	led := map[string]bool{}
	resolve := func(link string) string {
		t.Helper()
		at, err := url.Parse(html.UnescapeString(link))
		must(t, err)
		return (&url.URL{Scheme: "http", Host: "x"}).ResolveReference(at).RequestURI() // as a browser takes it
	}
	asJSON := regexp.MustCompile(`href="([^"]+)">This page as JSON<`)
	body := get(h, "/debug/scopes?limit=500", "Accept", asPage).Body.String()
	for _, link := range regexp.MustCompile(`href="(/debug/scopes/[^"]+)"`).FindAllStringSubmatch(body, -1) {
		at := resolve(link[1])
		name := fmt.Sprint(decode(t, get(h, at), http.StatusOK)["scope"])
		led[name] = true
		same := asJSON.FindStringSubmatch(get(h, at, "Accept", asPage).Body.String())
		if same == nil {
			t.Errorf("%s: no way to the page as JSON", at)
		} else if got := decode(t, get(h, resolve(same[1])), http.StatusOK)["scope"]; got != name {
			t.Errorf("%s: as JSON it is of %v", at, got)
		}
	}
	for _, name := range names {
		if !led[name] {
			t.Errorf("no link leads to %q", name)
		}
	}
}
