package importing

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
	"github.com/clouddrift/guardian/rulebook"
	"github.com/clouddrift/guardian/rules"
)

// judged is what an import makes of one entry's changes.
type judged struct {
	changes    []models.JudgedChange // all of them, the noise marked
	difference map[string]any        // by top-level key, noisy keys left out
	rule       string                // the rule by which all of it is noise, or ""
	ruled      ruled                 // what the team's own rules did
	severity   models.Severity
	kind       models.Kind
	next       models.NextApply
}

// judge works out what an entry's changes are worth, by the table and by the team's own
// rules for the resource. The entry's secrets are masked already.
func (o Options) judge(e reports.Entry, own *rulebook.Sheet) judged {
	judge := o.table().For(e.Type)
	expected := hideNamed(judge, e.Expected)
	actual := hideNamed(judge, e.Actual)
	changes := models.Changes(expected, actual)
	j := judged{severity: models.SeverityInfo}
	whole := wholeResource(e.Action)
	if len(changes) == 0 && !whole {
		j.rule = ruleUnchanged
		if e.PreviousAddress != "" {
			j.rule = ruleMoved
		}
		return j
	}
	if rule := own.IgnoresWhole(); whole && rule != nil {
		j.ruled.ignore(rule, gradeWhole(judge, e.Action) == models.SeverityCritical)
		j.rule = ruleIgnored
		return j
	}
	real, documents := map[string]bool{}, policies{expected: expected, actual: actual}
	for _, c := range changes {
		about := e.About(c)
		table := grade(judge, e.Action, c)
		severity, by := own.Grade(c, table)
		judgedChange := c.Judged(severity)
		judgedChange.InCode, judgedChange.NextApply = about.InCode, about.NextApply
		judgedChange.Fingerprint = o.fingerprint(c)
		if !whole {
			judgedChange.Noise = noise(judge, e, c, about)
			if judgedChange.Noise == "" && documents.around(c.Path) {
				judgedChange.Noise = ruleEquivalent
			}
			if rule := own.Ignores(c); judgedChange.Noise == "" && rule != nil {
				judgedChange.Noise, by = ruleIgnored, rule
			}
		}
		j.ruled.change(&judgedChange, table, by)
		j.changes = append(j.changes, judgedChange)
		if judgedChange.Noise == "" {
			real[c.Path.Top()] = true
		}
	}
	if len(real) == 0 && !whole {
		j.rule = lastRule(j.changes)
		return j
	}
	j.difference = models.Difference(expected, actual)
	for key := range j.difference {
		if !real[key] {
			delete(j.difference, key)
		}
	}
	j.sumUp(e, judge, own)
	j.ruled.assign(own, j.severity)
	return j
}

// wholeResource says whether the drift is that the resource is gone or that no code
// knows it: then it is one whatever its values are, and none of them is noise.
func wholeResource(action reports.Action) bool {
	return action == reports.ActionDelete || action == reports.ActionUnmanaged
}

// grade says how grave a change is; what no code knows is graded as a whole.
func grade(judge *rules.Judge, action reports.Action, c models.Change) models.Severity {
	if action == reports.ActionUnmanaged {
		return judge.Unmanaged()
	}
	return judge.Grade(c).Severity
}

// gradeWhole says how grave it is that the resource is gone or unmanaged.
func gradeWhole(judge *rules.Judge, action reports.Action) models.Severity {
	if action == reports.ActionUnmanaged {
		return judge.Unmanaged()
	}
	return models.SeverityCritical
}

// sumUp says of the drift what is to be said of its changes.
func (j *judged) sumUp(e reports.Entry, judge *rules.Judge, own *rulebook.Sheet) {
	var next []models.NextApply
	set, open := false, true // in the code; all known not to be
	for _, c := range j.changes {
		if c.Noise != "" {
			continue
		}
		next = append(next, c.NextApply)
		if c.Severity.AtLeast(j.severity) {
			j.severity = c.Severity
		}
		set = set || c.InCode != nil && *c.InCode
		open = open && c.InCode != nil && !*c.InCode
	}
	switch {
	case e.Kind != "":
		j.kind = e.Kind
	case e.Action == reports.ActionDelete || set:
		j.kind = models.KindConfiguration
	case open:
		j.kind = models.KindState
	default:
		j.kind = models.KindUnknown
	}
	if wholeResource(e.Action) {
		table := gradeWhole(judge, e.Action)
		severity, by := own.GradeWhole(table)
		j.ruled.grade(by, table, severity)
		if severity.AtLeast(j.severity) {
			j.severity = severity
		}
		next = append(next, e.About(models.Change{}).NextApply)
	}
	j.next = models.SumNextApply(next)
}

// fingerprint is a keyed digest of a change of secrets, "" where there is no key or
// no secret: it tells a secret that changed once more, and nothing of its value.
func (o Options) fingerprint(c models.Change) string {
	if len(o.SecretKey) == 0 || !models.HoldsMasked(c.Expected) && !models.HoldsMasked(c.Actual) {
		return ""
	}
	mac := hmac.New(sha256.New, o.SecretKey)
	for _, text := range []string{c.Path.Pattern(), models.CanonicalJSON(c.Expected), models.CanonicalJSON(c.Actual)} {
		mac.Write([]byte(text))
		mac.Write([]byte{0})
	}
	return base64.RawStdEncoding.EncodeToString(mac.Sum(nil))
}
