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
