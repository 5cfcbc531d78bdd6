package importing

import (
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
	"github.com/clouddrift/guardian/rules"
)

// entry is an update of a resource of type x_a, of which the code sets what is named.
func entry(t *testing.T, expected, actual string, set ...string) reports.Entry {
	t.Helper()
	states := [2]map[string]any{}
	for i, text := range []string{expected, actual} {
		o, err := models.JSON(text).Object()
		if err != nil {
			t.Fatal(err)
		}
		states[i] = o
	}
	return reports.Entry{
		Resource: reports.Resource{Address: "x_a.b", Type: "x_a", ID: "i-1", Region: "eu-west-1", Account: "123456789012"},
		Action:   reports.ActionUpdate, Expected: states[0], Actual: states[1],
		About: func(c models.Change) reports.About {
			in := slices.Contains(set, c.Path.Top())
			return reports.About{InCode: &in, NextApply: models.NextApplyRevert}
		},
		Companion: func(p models.Path) (any, bool) { return `{"a":1}`, p.Top() == "policy" },
	}
}

const table = "critical\tx_user\t*\twho may enter\nwarning\tx_a\t*\t\ncritical\tx_a\tguard\t\ninfo\t*\t**.tags\t\nvolatile\tx_a\tseen\thttps://example.com\nsecret\t~\tpassword\t\n"

func options(t *testing.T) Options {
	t.Helper()
	parsed, err := rules.Parse(table)
	if err != nil {
		t.Fatal(err)
	}
	return Options{Table: parsed, SecretKey: []byte(strings.Repeat("k", 32))}
}

func TestGradeAndKind(t *testing.T) {
	t.Parallel()
	gone := entry(t, `{"a":1}`, `{}`)
	gone.Action = reports.ActionDelete
	for name, c := range map[string]struct {
		e        reports.Entry
		severity models.Severity
		kind     models.Kind
	}{
		"a guard":            {entry(t, `{"guard":1,"tags":1}`, `{"guard":2,"tags":2}`, "tags"), "critical", "configuration"},
		"a label":            {entry(t, `{"tags":1}`, `{"tags":2}`), "info", "state"},
		"anything":           {entry(t, `{"a":1}`, `{"a":2}`), "warning", "state"},
		"a secret":           {entry(t, `{"password":"x"}`, `{"password":"y"}`, "password"), "critical", "configuration"},
		"gone":               {gone, "critical", "configuration"},
		"noise says nothing": {entry(t, `{"a":1,"seen":1}`, `{"a":2,"seen":2}`, "seen"), "warning", "state"},
	} {
		if got := options(t).judge(c.e, nil); got.severity != c.severity || got.kind != c.kind || got.next != models.NextApplyRevert {
			t.Errorf("%s: %s, %s, %s", name, got.severity, got.kind, got.next)
		}
	}
	for _, actual := range []string{`{}`, `{"guard":1,"a":null}`} {
		for typ, severity := range map[string]models.Severity{"x_a": "info", "x_user": "critical"} {
			unmanaged := entry(t, `{}`, actual)
			unmanaged.Type, unmanaged.Action, unmanaged.Kind = typ, reports.ActionUnmanaged, models.KindUnmanaged
			got := options(t).judge(unmanaged, nil)
			if got.rule != "" || got.severity != severity || got.kind != models.KindUnmanaged || len(got.difference) != len(unmanaged.Actual) {
				t.Errorf("an unmanaged %s %s: %+v", typ, actual, got)
			}
		}
	}
	untold := entry(t, `{"a":1}`, `{"a":2}`)
	untold.About = func(models.Change) reports.About { return reports.About{NextApply: models.NextApplyUnknown} }
	if got := options(t).judge(untold, nil); got.kind != models.KindUnknown || got.next != models.NextApplyUnknown {
		t.Errorf("what cannot be told is %s and %s", got.kind, got.next)
	}
}

// A secret leaves nothing but a fingerprint, and that only with a key.
func TestFingerprints(t *testing.T) {
	t.Parallel()
	o := options(t)
	judge := func(actual string) models.JudgedChange {
		return o.judge(entry(t, `{"password":"hunter22"}`, `{"password":"`+actual+`"}`), nil).changes[0]
	}
	one, again, other := judge("hunter23"), judge("hunter23"), judge("hunter24")
	if one.Fingerprint == "" || one.Fingerprint != again.Fingerprint || one.Fingerprint == other.Fingerprint {
		t.Errorf("%q, %q, %q", one.Fingerprint, again.Fingerprint, other.Fingerprint)
	}
	if text := string(models.EncodeChanges([]models.JudgedChange{one})); strings.Contains(text, "hunter") {
		t.Errorf("the secret is in %s", text)
	}
	o.SecretKey = nil
	if c := judge("hunter23"); c.Fingerprint != "" {
		t.Errorf("%q without a key", c.Fingerprint)
	}
}

// What an earlier scan kept is judged by the table of today.
func TestRejudge(t *testing.T) {
	t.Parallel()
	was := []models.JudgedChange{
		{Path: "guard", Severity: models.SeverityWarning, Actual: models.JSON("1")},
		{Path: "seen", Severity: models.SeverityWarning, Actual: models.JSON("1")},
		{Path: "policy", Severity: models.SeverityWarning, Noise: ruleEcho, Actual: models.JSON("1")},
		{Path: "a", Severity: models.SeverityCritical, Noise: ruleVolatile, Actual: models.JSON("1")},
	}
	got := options(t).rejudge("x_a", reports.ActionUpdate, nil)(was)
	if got[0].Severity != models.SeverityCritical || got[1].Noise != ruleVolatile || got[2].Noise != ruleEcho || got[3].Noise != "" || got[3].Severity != models.SeverityWarning {
		t.Errorf("%+v", got)
	}
	if was[0].Severity != models.SeverityWarning {
		t.Error("what was kept has changed")
	}
	for i, c := range options(t).rejudge("x_a", reports.ActionUnmanaged, nil)(was) {
		if c.Severity != models.SeverityInfo || c.Noise != "" {
			t.Errorf("%d of what no code knows: %+v", i, c)
		}
	}
}

// What a table does not yet know as a secret and a later one does is the same all the same:
// a release alone makes no new drift of one that is approved.
func TestRejudgeHidesWhatIsKnownToday(t *testing.T) {
	t.Parallel()
	before, err := rules.Parse("warning\tx_a\t*\t\n")
	if err != nil {
		t.Fatal(err)
	}
	e := func() reports.Entry {
		return entry(t, `{"script":"export DB_PASSWORD=hunter2\necho 1","password":"hunter2","plain":"a"}`, `{"script":"export DB_PASSWORD=hunter3\necho 2","password":"hunter3","plain":"b"}`)
	}
	was := Options{Table: before}.judge(e(), nil).changes
	is := options(t).judge(e(), nil).changes
	if !models.SameDrift(options(t).rejudge("x_a", reports.ActionUpdate, nil)(was), is, true) || models.SameDrift(was, is, true) {
		t.Errorf("%s\nis no repeat of\n%s", models.EncodeChanges(is), models.EncodeChanges(was))
	}
}

// Texts that differ in a secret alone are kept as the same text, and do not become
// equivalent by that: the drift stays what it is, and so does its approval.
func TestRejudgeKnowsThatASecretDiffered(t *testing.T) {
	t.Parallel()
	judge := func() []models.JudgedChange {
		return options(t).judge(entry(t, `{"env":"[{\"password\":\"hunter2\",\"n\":1}]"}`, `{"env":"[{\"n\":1,\"password\":\"hunter3\"}]"}`), nil).changes
	}
	was, is := options(t).rejudge("x_a", reports.ActionUpdate, nil)(judge()), judge()
	if len(was) != 1 || was[0].Noise != "" || !models.SameDrift(was, is, true) {
		t.Errorf("%s\nis no repeat of\n%s", models.EncodeChanges(is), models.EncodeChanges(was))
	}
}

// Nothing against nothing that is hidden is kept as a secret, and stays noise.
func TestRejudgeKnowsThatNothingWasHidden(t *testing.T) {
	t.Parallel()
	judge := func() []models.JudgedChange {
		e := entry(t, `{"pin":"","keys":[],"a":1}`, `{"pin":null,"a":2}`)
		e.Expected["pin"], e.Expected["keys"] = models.Mask(e.Expected["pin"]), models.Mask(e.Expected["keys"])
		return options(t).judge(e, nil).changes
	}
	was, is := options(t).rejudge("x_a", reports.ActionUpdate, nil)(judge()), judge()
	if len(was) != 3 || !models.SameDrift(was, is, true) {
		t.Errorf("%s\nis no repeat of\n%s", models.EncodeChanges(is), models.EncodeChanges(was))
	}
}
