package importing_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/rulebook"
)

// apply puts rules in force; what they are is read from the source again.
func (l ledger) apply(source string) {
	l.Helper()
	book, err := rulebook.Parse("rules.hcl", []byte(source), time.Time{})
	must(l.T, err)
	in := models.ApplyRulesInput{File: "rules.hcl", Source: source, By: l.user}
	for _, r := range book.Rules() {
		in.Rules = append(in.Rules, models.RuleLine{Key: r.Key, Kind: string(r.Kind), Line: r.Line, Reason: r.Reason, Until: r.Until})
	}
	_, _, err = l.store.Rules.Apply(context.Background(), in)
	must(l.T, err)
}

const (
	ignoreSize = "ignore \"sizes\" {\n  path = [\"instance_type\"]\n  reason = \"the scaler sets them\"\n}\n"
	ignoreWeb  = "ignore \"web\" {\n  address = [\"aws_instance.w*\"]\n  reason = \"it is an experiment\"\n}\n"
)

// A new rule alone makes no new drift, and neither does taking it away: what was kept is
// judged by the rules of today.
func TestARuleAloneMakesNoNewDrift(t *testing.T) {
	t.Parallel()
	for name, approved := range map[string]bool{"open": false, "approved": true} {
		l := newLedger(t)
		first := l.take(plan(at(1), nil, web("t3.large", "other")), importing.Options{})
		if approved {
			_, err := l.store.Drifts.Approve(context.Background(), *first.Items[0].DriftID, models.ApproveDriftInput{ApprovedBy: l.user, Reason: "until the sale is over"})
			must(t, err)
		}
		l.apply(ignoreSize)
		with := l.take(plan(at(2), nil, web("t3.large", "other")), importing.Options{})
		if item := with.Items[0]; with.Repeated != 1 || *item.DriftID != *first.Items[0].DriftID || len(item.Changes) != 1 || len(item.Ignored) != 1 ||
			item.Ignored[0].Path != "instance_type" || item.Ignored[0].Rule != `ignore "sizes"` || with.Ruled[`ignore "sizes"`] != (models.RuleCount{Matched: 1}) {
			t.Errorf("%s: with the rule: %+v, %+v", name, with.Items, with.Ruled)
		}
		// What is ignored may be anything by now.
		if moved := l.take(plan(at(3), nil, web("t3.2xlarge", "other")), importing.Options{}); moved.Repeated != 1 {
			t.Errorf("%s: another size: %+v", name, moved.Items)
		}
		l.apply("")
		if without := l.take(plan(at(4), nil, web("t3.large", "other")), importing.Options{}); without.Repeated != 1 || len(without.Items[0].Changes) != 2 {
			t.Errorf("%s: without the rule: %+v", name, without.Items)
		}
		// An approval never covers a further change, and a rule that went is no reason to.
		further := l.take(plan(at(5), nil, web("t3.2xlarge", "other")), importing.Options{})
		if (further.Created == 1) != approved {
			t.Errorf("%s: a size that the rule had hidden: %+v", name, further.Items)
		}
	}
}

// Of a drift whose changes are all ignored by now, the scan that finds nothing else
// says that it is acknowledged, by which rule, and is no fix.
func TestWhatIsOnlyIgnoredIsAcknowledged(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rules   string
		changed change
		outcome string
	}{
		"a field":           {ignoreSize, web("t3.large", "ops"), "ignored: sizes"},
		"a resource":        {ignoreWeb, web("t3.large", "other"), "ignored: web"},
		"gone":              {ignoreWeb, change{"aws_instance.web", "i-aws_instance.web", map[string]any{"instance_type": "t3.small"}, nil}, "ignored: web"},
		"a field of a gone": {ignoreSize, change{"aws_instance.web", "i-aws_instance.web", map[string]any{"instance_type": "t3.small"}, nil}, ""},
	} {
		l := newLedger(t)
		first := l.take(plan(at(1), []string{"aws_instance.web"}, c.changed), importing.Options{})
		l.apply(c.rules)
		if quiet := l.take(plan(at(2), []string{"aws_instance.web"}, c.changed), importing.Options{}); (quiet.Suppressed["ignored"] == 1) != (c.outcome != "") || quiet.Resolved != 0 {
			t.Errorf("%s: without --resolve-missing: %+v", name, quiet.Items)
		}
		s := l.take(plan(at(3), []string{"aws_instance.web"}, c.changed), importing.Options{ResolveMissing: true})
		drift := l.drift(first.Items[0].DriftID)
		if c.outcome == "" {
			if s.Repeated != 1 || drift.Status != models.StatusDetected {
				t.Errorf("%s: %+v", name, s.Items)
			}
			continue
		}
		if len(s.Items) != 2 || s.Items[0].Reason != c.outcome || s.Items[1].Reason != c.outcome || s.Resolved != 1 || drift.Status != models.StatusResolved || *drift.ResolvedHow != models.ResolvedAcknowledged {
			t.Errorf("%s: %+v, %s", name, s.Items, drift.Status)
		}
		audit, err := l.store.Audit.List(context.Background(), models.AuditFilter{Action: []string{models.ActionDriftResolved}}, models.PageRequest{})
		must(t, err)
		if len(audit.Items) != 1 || !strings.Contains(string(audit.Items[0].NewValue), c.outcome) {
			t.Errorf("%s: %+v", name, audit.Items)
		}
	}
	// Noise beside nothing that is ignored is in order, as ever.
	l := newLedger(t)
	first := l.take(plan(at(1), []string{"aws_instance.web"}, web("t3.large", "ops")), importing.Options{})
	l.apply(ignoreSize)
	l.take(plan(at(2), []string{"aws_instance.web"}), importing.Options{ResolveMissing: true})
	if d := l.drift(first.Items[0].DriftID); d.ResolvedHow == nil || *d.ResolvedHow != models.ResolvedManualFix {
		t.Errorf("what is in order: %+v", d)
	}
}

// Whose a drift is and by when it is due follow the rules of each scan that sees it.
func TestOwnerAndDateFollowTheRules(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.apply("owner \"web\" { address = [\"aws_instance.web\"] }\ndue {\n  severity = \"critical\"\n  within = \"24h\"\n}\n")
	first := l.take(plan(at(1), nil, web("t3.large", "other"), change{"aws_instance.b", "i-b", map[string]any{"x": 1}, map[string]any{"x": 2}}), importing.Options{})
	if first.Items[0].Owner != "web" || first.Items[1].Owner != "" || first.Ruled["due[1]"].Matched != 1 || first.Ruled[`owner "web"`].Matched != 1 {
		t.Errorf("%+v, %+v", first.Items, first.Ruled)
	}
	occurrences := func() models.Occurrence {
		page, err := l.store.Drifts.Occurrences(context.Background(), *first.Items[0].DriftID, models.PageRequest{})
		must(t, err)
		return page.Items[0]
	}
	if o := occurrences(); o.Owner != "web" || o.DueAt == nil || !o.DueAt.Equal(clock(1).Add(24*time.Hour)) {
		t.Errorf("%+v", o)
	}
	l.apply("owner \"other\" { type = [\"EC2\"] }\n")
	if again := l.take(plan(at(2), nil, web("t3.large", "other")), importing.Options{}); again.Repeated != 1 || again.Items[0].Owner != "other" {
		t.Errorf("%+v", again.Items)
	}
	if o := occurrences(); o.Owner != "other" || o.DueAt != nil {
		t.Errorf("%+v", o)
	}
	// Rules that are given come before those of the ledger, and none are none.
	if none := l.take(plan(at(3), nil, web("t3.large", "other")), importing.Options{Rules: &rulebook.Book{}, DryRun: true}); none.Items[0].Owner != "" || len(none.Ruled) != 0 {
		t.Errorf("%+v, %+v", none.Items, none.Ruled)
	}
}

// Rules that this program cannot read are told, and nothing is imported without them.
func TestRulesThatCannotBeReadAreTold(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	_, _, err := l.store.Rules.Apply(context.Background(), models.ApplyRulesInput{File: "rules.hcl", Source: "forget \"x\" {\n}\n", By: l.user})
	must(t, err)
	_, err = importing.File(context.Background(), l.store, "plan.json", bytes.NewReader(plan(at(1), nil, web("t3.large", "other"))), importing.Options{Scope: "prod", DetectedBy: models.DetectedByScheduler})
	if err == nil || !strings.HasPrefix(err.Error(), "the ledger's rules, applied at 20") || !strings.Contains(err.Error(), "rules.hcl: line 1, column 1: Unsupported block type") || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v", err)
	}
	if scans, err := l.store.Scans.List(context.Background(), models.ScanFilter{}, models.PageRequest{}); err != nil || scans.Total != 0 {
		t.Errorf("%d scans, %v", scans.Total, err)
	}
}
