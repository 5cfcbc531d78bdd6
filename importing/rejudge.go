package importing

import (
	"bytes"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
	"github.com/clouddrift/guardian/rulebook"
)

// rejudge gives changes that an earlier import kept as the table and the team's own rules
// judge them today, without what the table has come to know as a secret since.
// What makes a change noise by more than its path and the values that are kept stays as it was found,
// and of a resource that is gone or unmanaged nothing is noise.
func (o Options) rejudge(typ string, action reports.Action, own *rulebook.Sheet) func([]models.JudgedChange) []models.JudgedChange {
	judge := o.table().For(typ)
	return func(recorded []models.JudgedChange) []models.JudgedChange {
		today := make([]models.JudgedChange, len(recorded))
		for i, was := range recorded {
			c, err := was.Change()
			if err == nil {
				c.Expected, c.Actual = hideAt(judge, c.Path, c.Expected), hideAt(judge, c.Path, c.Actual)
				for _, side := range []struct {
					kept  *models.JSON
					value any
				}{{&was.Expected, c.Expected}, {&was.Actual, c.Actual}} {
					if models.HoldsMasked(side.value) {
						*side.kept = models.MustJSON(side.value)
					}
				}
				var by *rulebook.Rule
				was.Severity, by = own.Grade(c, grade(judge, action, c))
				switch {
				case wholeResource(action):
					was.Noise = ""
				case was.Noise == ruleKnown, was.Noise == ruleEcho, was.Noise == ruleEquivalent, was.Noise == ruleEmpty && hides(was):
				default:
					was.Noise = noise(judge, reports.Entry{}, c, reports.About{})
					if was.Noise == ruleEquivalent && hides(was) {
						was.Noise = "" // they differed in what is not kept
					}
					if rule := own.Ignores(c); was.Noise == "" && rule != nil {
						was.Noise, by = ruleIgnored, rule
					}
				}
				was.Rule = ruleOf(was, by)
			}
			today[i] = was
		}
		return today
	}
}

// hides says whether a secret is missing from a change that is kept.
func hides(c models.JudgedChange) bool {
	return bytes.Contains(c.Expected, []byte(models.Redacted)) || bytes.Contains(c.Actual, []byte(models.Redacted))
}
