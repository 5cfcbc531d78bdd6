package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
)

func TestScans(t *testing.T) {
	t.Parallel()
	l, h := newFurnished(t)
	listCase{"/debug/scans", 3, "refreshOnly",
		[]string{"network/prod", ">no<", "an ordinary plan", "3 empty", "/debug/scans/" + l.scan.ID.String()},
		map[string]int{"scope=data/prod": 1, "scope=data/prod,network/prod": 3, "source=pulumi": 0, "source=all": 3}}.check(t, l, h)
}

func TestScan(t *testing.T) {
	t.Parallel()
	l, h := newFurnished(t)
	path := "/debug/scans/" + l.scan.ID.String()
	scan := decode(t, get(h, path), http.StatusOK)
	if scan["trusted"] != false || scan["checked"] != number("7") || len(scan["coverage"].([]any)) != 1 {
		t.Errorf("%v", scan)
	}
	body := strings.ReplaceAll(get(h, path, "Accept", asPage).Body.String(), "<wbr>", "")
	for _, want := range []string{"aws_security_group.bastion", "Can close drifts: no", "3 empty", "1 seen again"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q on the page", want)
		}
	}
	checkSelfContained(t, path, body)
	decode(t, get(h, "/debug/scans/"+uuid.NewString()), http.StatusNotFound)
	decode(t, get(h, "/debug/scans/42"), http.StatusBadRequest)
}

// A scan tells what it saw, and compares with another of its scope, whichever is asked.
func TestScanEntriesAndComparison(t *testing.T) {
	t.Parallel()
	l, h := newFurnished(t)
	path := "/debug/scans/" + l.scan.ID.String()
	scan := decode(t, get(h, path), http.StatusOK)
	entries := scan["entries"].([]any)
	if len(entries) != 1 || scan["entriesTotal"] != number("1") || entries[0].(map[string]any)["driftId"] != l.group.String() || entries[0].(map[string]any)["outcome"] != "repeated" {
		t.Errorf("%v", entries)
	}
	scans := decode(t, get(h, "/debug/scans?scope=network/prod"), http.StatusOK)
	first := ids(scans)[1]
	for _, at := range []string{path + "?compare=" + first, "/debug/scans/" + first + "?compare=" + l.scan.ID.String()} {
		compared := decode(t, get(h, at), http.StatusOK)
		if before := compared["before"].(map[string]any); before["id"] != first || len(compared["stayed"].([]any)) != 1 || len(compared["went"].([]any)) != 1 || len(compared["came"].([]any)) != 0 {
			t.Errorf("%s: %v", at, compared)
		}
		body := strings.ReplaceAll(get(h, at, "Accept", asPage).Body.String(), "<wbr>", "")
		if !strings.Contains(body, "/debug/drifts/"+l.gone.String()) || !strings.Contains(body, "Nothing new drifted.") {
			t.Errorf("%s as a page: %s", at, body)
		}
		checkSelfContained(t, at, body)
	}
	if body := get(h, path, "Accept", asPage).Body.String(); !strings.Contains(body, path+"?compare="+first) {
		t.Error("a scan does not lead to the comparison with the one before")
	}
	other := ids(decode(t, get(h, "/debug/scans?scope=data/prod"), http.StatusOK))[0]
	for at, want := range map[string]int{other: http.StatusBadRequest, "42": http.StatusBadRequest, uuid.NewString(): http.StatusNotFound} {
		decode(t, get(h, path+"?compare="+at), want)
	}
}
