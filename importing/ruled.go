package importing

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/rulebook"
)

// rulesOf reads the rules by which a scan is judged.
func rulesOf(ctx context.Context, store *repositories.Store, scan models.Scan) (*rulebook.Book, error) {
	if scan.RuleSetID == nil {
		return nil, nil
	}
	set, err := store.Rules.Get(ctx, *scan.RuleSetID)
	if err != nil {
		return nil, err
	}
	book, err := rulebook.Parse(set.File, []byte(set.Source), time.Time{})
	if err != nil {
		err = fmt.Errorf("the ledger's rules, applied at %s, cannot be read by this program; apply them anew: %w", set.CreatedAt.UTC().Format(time.RFC3339), err)
	}
	return book, err
}

// subject is what rules are asked of the resource of an entry.
func subject(scope string, e reports.Entry) rulebook.Subject {
	return rulebook.Subject{Scope: scope, Type: e.Type, Address: e.Address, Tags: rulebook.TagsOf(e.Expected, e.Actual)}
}

// ruled is what the team's own rules did to an entry.
type ruled struct {
	decided    []decision
	ignoredBy  []*rulebook.Rule // each once
	owner, due *rulebook.Rule   // nil where none says
}

// decision is that a rule decided over one thing.
type decision struct {
	rule *rulebook.Rule
	// critical: it made less of what is critical without it.
	critical bool
}

// change notes which rule, nil for none, graded or ignored a change of which all but that
// is known, and how the table grades it. A change that is noise by itself has none.
func (r *ruled) change(c *models.JudgedChange, table models.Severity, by *rulebook.Rule) {
	c.Rule = ruleOf(*c, by)
	switch {
	case c.Rule == "":
	case c.Noise == ruleIgnored:
		r.ignore(by, table == models.SeverityCritical || c.Severity == models.SeverityCritical)
	default:
		r.grade(by, table, c.Severity)
	}
}

// ruleOf names the rule of a change that counts or is ignored, "" where there is none.
func ruleOf(c models.JudgedChange, by *rulebook.Rule) string {
	if by == nil || c.Noise != "" && c.Noise != ruleIgnored {
		return ""
	}
	return by.Key
}

func (r *ruled) ignore(by *rulebook.Rule, critical bool) {
	r.decided = append(r.decided, decision{by, critical})
	if !slices.Contains(r.ignoredBy, by) {
		r.ignoredBy = append(r.ignoredBy, by)
	}
}

// grade notes that a rule, nil for none, graded what the table grades otherwise.
func (r *ruled) grade(by *rulebook.Rule, table, severity models.Severity) {
	if by != nil {
		r.decided = append(r.decided, decision{by, table == models.SeverityCritical && severity != table})
	}
}

// assign says whose a drift is, and when it is due.
func (r *ruled) assign(own *rulebook.Sheet, severity models.Severity) {
	r.owner = own.Owner()
	r.due = own.Due(severity, r.ownerName())
	for _, rule := range []*rulebook.Rule{r.owner, r.due} {
		if rule != nil {
			r.decided = append(r.decided, decision{rule: rule})
		}
	}
}

func (r *ruled) ownerName() string {
	if r.owner == nil {
		return ""
	}
	return r.owner.Name
}

// reason says by which rules all of an entry is ignored.
func (r *ruled) reason() string {
	names := make([]string, len(r.ignoredBy))
	for i, rule := range r.ignoredBy {
		names[i] = rule.Name
	}
	return ruleIgnored + ": " + strings.Join(names, ", ")
}
