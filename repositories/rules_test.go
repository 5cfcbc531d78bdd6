package repositories_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

var _ = shelve("Rules", shelf{ruleSuite, ruleList, ruleWrites})

func ruleList(l *ledger) list { return listOf("Rules", models.RuleSetFilters(), l.Rules) }

// rulesInput is a file of rules with these keys.
func rulesInput(by uuid.UUID, keys ...string) models.ApplyRulesInput {
	in := models.ApplyRulesInput{File: "rules.hcl", Source: strings.Join(keys, "\n"), By: by}
	for i, key := range keys {
		in.Rules = append(in.Rules, models.RuleLine{Key: key, Kind: "ignore", Line: i + 1, Reason: "ours"})
	}
	return in
}

func ruleSuite(l *ledger) {
	ctx := l.Context()
	_, err := l.Rules.Current(ctx)
	fails(l, err, models.ErrNotFound, "no rules were applied yet")
	in := rulesInput(l.engineer, "a", "b")
	in.OSUser, in.Host = "eva", "laptop"
	first, applied, err := l.Rules.Apply(ctx, in)
	l.ok(err)
	if !applied || first.Source != "a\nb" || first.AppliedBy != l.engineer {
		l.Errorf("applied %v: %+v", applied, first)
	}
	same, applied, err := l.Rules.Apply(ctx, rulesInput(l.admin, "a", "b"))
	l.ok(err)
	if applied || same.ID != first.ID || same.AppliedBy != l.engineer {
		l.Errorf("the same file once more: %v, %+v", applied, same)
	}
	second, _, err := l.Rules.Apply(ctx, rulesInput(l.admin, "b", "c"))
	l.ok(err)
	lines, err := second.Lines()
	l.ok(err)
	if len(lines) != 2 || !lines[0].Since.Equal(first.CreatedAt) || !lines[1].Since.Equal(second.CreatedAt) || lines[0].Reason != "ours" {
		l.Errorf("since when: %+v, the sets are of %v and %v", lines, first.CreatedAt, second.CreatedAt)
	}
	current, err := l.Rules.Current(ctx)
	l.ok(err)
	if current.ID != second.ID || current.Source != "b\nc" {
		l.Errorf("in force: %+v", current)
	}
	page, err := l.Rules.List(ctx, models.RuleSetFilter{}, models.PageRequest{})
	l.ok(err)
	if page.Total != 2 || page.Items[0].ID != second.ID || page.Items[0].Source != "" || len(page.Items[1].Rules) == 0 {
		l.Errorf("the list: %+v", page)
	}
	rows, err := l.Audit.List(ctx, models.AuditFilter{Action: []string{models.ActionRulesApplied}}, models.PageRequest{})
	l.ok(err)
	trail := rows.Items
	if len(trail) != 2 || string(trail[1].OldValue) != "" ||
		string(trail[0].OldValue) != fmt.Sprintf(`{"ruleSetId": %q}`, first.ID) || string(trail[0].NewValue) != fmt.Sprintf(`{"ruleSetId": %q}`, second.ID) ||
		string(trail[1].Details) != `{"file": "rules.hcl", "host": "laptop", "rules": 2, "osUser": "eva"}` || *trail[1].ActorID != l.engineer {
		l.Errorf("the trail: %+v", trail)
	}
	for by, want := range map[uuid.UUID]string{l.viewer: "is a viewer", someID: "no user has the id"} {
		_, _, err := l.Rules.Apply(ctx, rulesInput(by, "z"))
		fails(l, err, models.ErrForbidden, want)
	}
	none, applied, err := l.Rules.Apply(ctx, models.ApplyRulesInput{File: "empty.hcl", By: l.admin})
	l.ok(err)
	if lines, err := none.Lines(); err != nil || !applied || len(lines) != 0 {
		l.Errorf("without rules: %v, %v, %v", applied, lines, err)
	}
}

func ruleWrites(l *ledger) {
	ctx := l.Context()
	set, _, err := l.Rules.Apply(ctx, rulesInput(l.engineer, "a"))
	l.ok(err)
	_, err = l.Rules.Get(ctx, set.ID)
	l.ok(err)
	_, err = l.Rules.Current(ctx)
	l.ok(err)
	_, err = l.Rules.States(ctx, set)
	l.ok(err)
}

// A scan names the rules that were in force when it began, and keeps what each did.
func TestScanNamesItsRules(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	ctx := t.Context()
	begin := func(scope string) models.BegunScan {
		begun, err := l.Scans.Begin(ctx, models.CreateScanInput{Scope: scope, Source: "terraform", ScannedAt: time.Now(), DetectedBy: models.DetectedByAPI})
		l.ok(err)
		return begun
	}
	if none := begin("a"); none.RuleSetID != nil {
		t.Errorf("no rules, and the scan names %v", none.RuleSetID)
	}
	set, _, err := l.Rules.Apply(ctx, rulesInput(l.admin, "a", "b"))
	l.ok(err)
	begun := begin("b")
	_, _, err = l.Rules.Apply(ctx, rulesInput(l.admin, "c"))
	l.ok(err)
	l.ok(l.Scans.Finish(ctx, begun.ID, models.ScanResult{Ruled: map[string]models.RuleCount{"a": {Matched: 3, Critical: 1}}}))
	scan, err := l.Scans.Get(ctx, begun.ID)
	l.ok(err)
	if scan.RuleSetID == nil || *scan.RuleSetID != set.ID {
		t.Errorf("the scan names %v, want %v", scan.RuleSetID, set.ID)
	}
	if got := one[string](l, "SELECT string_agg(rule || ' ' || matched || ' ' || critical, ', ') FROM rule_matches WHERE scan_id = $1", begun.ID); got != "a 3 1" {
		t.Errorf("kept %q", got)
	}
	l.exec("INSERT INTO rule_matches (scan_id, rule, matched, created_at) VALUES (?, 'a', 7, now() - interval '91 days'), (?, 'b', 1, now() - interval '100 days')",
		begin("c").ID, begin("d").ID)
	states, err := l.Rules.States(ctx, models.RuleSet{ID: someID, Rules: models.JSON(`[{"key": "a"}, {"key": "b"}, {"key": "c"}]`)})
	l.ok(err)
	work := map[string]models.RuleWork{}
	for _, s := range states {
		work[s.Key] = s.RuleWork
	}
	at := one[time.Time](l, "SELECT max(created_at) FROM rule_matches WHERE rule = 'a'")
	if a := work["a"]; a.Matched != 3 || a.Critical != 1 || a.Last == nil || !a.Last.Equal(at) {
		t.Errorf("a did %+v", a)
	}
	if b := work["b"]; b.Matched != 0 || b.Last == nil {
		t.Errorf("b did %+v", b)
	}
	if len(work) != 3 || work["c"] != (models.RuleWork{}) {
		t.Errorf("they did %+v", work)
	}
}
