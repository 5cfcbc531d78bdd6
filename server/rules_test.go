package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// applyRules brings two rules into force and has the newest scan tell of one of them.
func (l *ledger) applyRules(t *testing.T) models.RuleSet {
	t.Helper()
	set, _, err := l.store.Rules.Apply(t.Context(), models.ApplyRulesInput{
		File: "rules.hcl", Source: "ignore \"<sizes>\" {\n\n  reason = \"ours\"\n}\nowner \"net\" {\n}\n", By: l.mira.ID,
		Rules: []models.RuleLine{{Key: `ignore "<sizes>"`, Kind: "ignore", Line: 1, Reason: "ours"}, {Key: `owner "net"`, Kind: "owner", Line: 5}},
	})
	must(t, err)
	must(t, l.store.Scans.Finish(t.Context(), l.scan.ID, models.ScanResult{Checked: 7, Ruled: map[string]models.RuleCount{`ignore "<sizes>"`: {Matched: 3, Critical: 2}}}))
	return set
}

func TestRules(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	h := l.server(t)
	none := decode(t, get(h, "/debug/rules"), http.StatusOK)
	if len(none["rules"].([]any)) != 0 || none["inForce"] != nil || none["sets"].(map[string]any)["total"] != number("0") {
		t.Errorf("before any were applied: %v", none)
	}
	if body := get(h, "/debug/rules", "Accept", asPage).Body.String(); !strings.Contains(body, "No rules were applied yet.") {
		t.Errorf("before any were applied: %s", body)
	}
	set := l.applyRules(t)
	told := decode(t, get(h, "/debug/rules"), http.StatusOK)
	inForce, rule := told["inForce"].(map[string]any), told["rules"].([]any)[0].(map[string]any)
	if inForce["id"] != set.ID.String() || inForce["appliedByEmail"] != "mira@example.com" || inForce["source"] != nil ||
		rule["key"] != `ignore "<sizes>"` || rule["matched"] != number("3") || rule["critical"] != number("2") || len(rule["remarks"].([]any)) != 1 {
		t.Errorf("%v", told)
	}
	at := "/debug/rules/" + set.ID.String()
	if one := decode(t, get(h, at), http.StatusOK); one["source"] != set.Source || one["appliedByEmail"] != "mira@example.com" {
		t.Errorf("%v", one)
	}
	for path, words := range map[string][]string{
		"/debug/rules": {"ignore &#34;&lt;sizes&gt;&#34;", "ours", at + "#line-5", "hides what would be critical: 2 in 90 days", "mira@example.com", `aria-current="page">Rules<`},
		at:             {`<span id="line-3">  reason = &#34;ours&#34;`, "mira@example.com", `href="/debug/rules"`},
	} {
		body := strings.ReplaceAll(get(h, path, "Accept", asPage).Body.String(), "<wbr>", "")
		for _, want := range words {
			if !strings.Contains(body, want) {
				t.Errorf("%s: no %q on the page", path, want)
			}
		}
		checkSelfContained(t, path, body)
	}
	for path, status := range map[string]int{
		"/debug/rules/" + uuid.NewString(): http.StatusNotFound, "/debug/rules/42": http.StatusBadRequest, "/debug/rules?limit=0": http.StatusBadRequest, "/debug/rules?since=7d": http.StatusBadRequest,
	} {
		decode(t, get(h, path), status)
	}
}
