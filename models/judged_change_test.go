package models_test

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestSameDrift(t *testing.T) {
	t.Parallel()
	const grave, mild = models.SeverityCritical, models.SeverityWarning
	one := func(path string, s models.Severity, expected, actual string) models.JudgedChange {
		return models.JudgedChange{Path: path, Severity: s, Expected: models.JSON(expected), Actual: models.JSON(actual)}
	}
	list := func(changes ...models.JudgedChange) []models.JudgedChange { return changes }
	recorded := list(one("a", mild, "1", "2"), one("policy", grave, `"x"`, ""))
	noisy := one("seen", mild, "1", "2")
	noisy.Noise = "volatile"
	printed := func(mark string) models.JudgedChange {
		c := one("password", grave, `"(sensitive)"`, `"(sensitive)"`)
		c.Fingerprint = mark
		return c
	}
	for name, c := range map[string]struct {
		recorded, seen []models.JudgedChange
		approved, want bool
	}{
		"the same":                         {recorded, recorded, true, true},
		"other spelling":                   {recorded, list(recorded[1], one("a", mild, "1.0", "2e0")), true, true},
		"a value wandered":                 {recorded, list(one("a", mild, "1", "3"), recorded[1]), false, true},
		"a value wandered once approved":   {recorded, list(one("a", mild, "1", "3"), recorded[1]), true, false},
		"a critical value wandered":        {recorded, list(recorded[0], one("policy", grave, `"y"`, "")), false, false},
		"it has become critical":           {list(one("a", mild, "1", "2")), list(one("a", grave, "1", "3")), false, false},
		"it was critical":                  {list(one("a", grave, "1", "2")), list(one("a", mild, "1", "3")), false, false},
		"one place less":                   {recorded, recorded[:1], false, false},
		"one place more":                   {recorded, append(list(one("b", mild, "1", "2")), recorded...), false, false},
		"another place":                    {recorded, list(recorded[0], one("policies", grave, `"x"`, "")), false, false},
		"a side came":                      {recorded, list(recorded[0], one("policy", grave, `"x"`, "null")), false, false},
		"another index":                    {list(one("rule[0].port", grave, "1", "2")), list(one("rule[7].port", grave, "1", "2")), true, true},
		"one more of a list":               {list(one("l[0]", mild, "", "1")), list(one("l[0]", mild, "", "1"), one("l[1]", mild, "", "2")), false, true},
		"one more of a critical list":      {list(one("l[0]", grave, "", "1")), list(one("l[0]", grave, "", "1"), one("l[1]", grave, "", "2")), false, false},
		"noise alone is more":              {recorded, append(list(noisy), recorded...), true, true},
		"a secret":                         {list(printed("")), list(printed("")), true, true},
		"a secret that changed once more":  {list(printed("x")), list(printed("y")), false, false},
		"a secret that had no fingerprint": {list(printed("")), list(printed("y")), true, true},
		"nothing":                          {nil, nil, true, true},
	} {
		if got := models.SameDrift(c.recorded, c.seen, c.approved); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestChangesAreKept(t *testing.T) {
	t.Parallel()
	changes := []models.JudgedChange{}
	for _, c := range models.Changes(object(t, `{"a":[{"b.c":1}],"p":null,"l":[1]}`), map[string]any{"a": []any{map[string]any{"b.c": models.Mask("hunter22")}}, "l": []any{}}) {
		changes = append(changes, c.Judged(models.SeverityInfo))
	}
	back, err := models.DecodeChanges(models.EncodeChanges(changes))
	if err != nil || len(back) != 3 || string(models.EncodeChanges(back)) != string(models.EncodeChanges(changes)) {
		t.Fatalf("%s came back as %s, %v", models.EncodeChanges(changes), models.EncodeChanges(back), err)
	}
	c, err := back[0].Change()
	if err != nil || c.Path.String() != `a[0]["b.c"]` || c.Actual != models.Redacted {
		t.Errorf("%+v, %v", c, err)
	}
	if c, err := back[2].Change(); err != nil || c.InActual || c.Expected != nil || !c.InExpected {
		t.Errorf("null against nothing: %+v, %v", c, err)
	}
	if none, err := models.DecodeChanges(nil); none != nil || err != nil {
		t.Errorf("%v, %v", none, err)
	}
}

// A drift that no import judged has the changes of its states, and those that its
// difference alone tells.
func TestRecordedChanges(t *testing.T) {
	t.Parallel()
	got, err := models.RecordedChanges(models.JSON(`{"a":{"expected":{"b":1,"c":2},"actual":{"b":1,"c":3}},"gone":{"expected":{"x":1}},
		"password":{"expected":"(sensitive)","actual":"(sensitive)"}}`))
	if err != nil || len(got) != 3 || got[0].Path != "a.c" || got[1].Path != "gone" || string(got[1].Expected) != `{"x":1}` || got[1].Actual != nil || got[2].Path != "password" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAllSeen(t *testing.T) {
	t.Parallel()
	at := func(paths ...string) (changes []models.JudgedChange) {
		for _, path := range paths {
			changes = append(changes, models.JudgedChange{Path: path})
		}
		return changes
	}
	became := func(from, to string) []models.JudgedChange {
		return []models.JudgedChange{{Path: "rule[0]", Expected: models.MustJSON(from), Actual: models.MustJSON(to)}}
	}
	came := func(element string) []models.JudgedChange {
		return []models.JudgedChange{{Path: "rule[0]", Actual: models.MustJSON(element)}}
	}
	gone := func(element string) []models.JudgedChange {
		return []models.JudgedChange{{Path: "rule[0]", Expected: models.MustJSON(element)}}
	}
	noise := append(at("tags"), models.JudgedChange{Path: "etag", Noise: "volatile"})
	for name, c := range map[string]struct {
		recorded, seen []models.JudgedChange
		want           bool
	}{
		"the same":           {at("a"), at("a"), true},
		"more":               {at("a"), at("a", "b"), true},
		"less":               {at("a", "b"), at("b"), false},
		"other":              {at("a"), at("b"), false},
		"the same of a list": {at("rule[0]"), at("rule[7]"), true},
		"another of a list":  {came("a"), came("b"), false},
		"one more":           {came("a"), append(came("b"), came("a")...), true},
		"it has gone again":  {came("a"), gone("a"), true},
		"another has gone":   {came("a"), gone("b"), false},
		"it became another":  {came("a"), became("a", "b"), true},
		"another became it":  {came("a"), became("b", "a"), false},
		"it has come back":   {gone("a"), came("a"), true},
		"another has come":   {gone("a"), came("b"), false},
		"it has gone twice":  {gone("a"), gone("a"), true},
		"only one of two":    {append(came("a"), came("b")...), gone("a"), false},
		"noise is no place":  {noise, at("tags"), true},
		"nor does it answer": {at("etag"), noise, false},
		"nothing":            {nil, at("a"), true},
	} {
		if got := models.AllSeen(c.recorded, c.seen); got != c.want {
			t.Errorf("%s: got %t", name, got)
		}
	}
}

// Two lists say the same only where each change does, in the same order; how JSON is written does not matter.
func TestSameChanges(t *testing.T) {
	t.Parallel()
	yes, no, also := true, false, true
	change := func(edit func(*models.JudgedChange)) models.JudgedChange {
		c := models.JudgedChange{Path: "a", Expected: models.JSON(`["x", 1]`), Severity: "info", InCode: &yes, NextApply: "keep"}
		edit(&c)
		return c
	}
	same := change(func(c *models.JudgedChange) { c.Expected, c.InCode = models.JSON(`["x",1.0]`), &also })
	was := change(func(*models.JudgedChange) {})
	if !models.SameChanges([]models.JudgedChange{was}, []models.JudgedChange{same}) || !models.SameChanges(nil, []models.JudgedChange{}) {
		t.Error("what says the same is taken for another")
	}
	if models.SameChanges([]models.JudgedChange{was}, nil) || models.SameChanges([]models.JudgedChange{was}, []models.JudgedChange{was, was}) {
		t.Error("more changes are taken for the same")
	}
	for _, edit := range []func(*models.JudgedChange){
		func(c *models.JudgedChange) { c.Path = "b" },
		func(c *models.JudgedChange) { c.Expected = models.JSON(`["x", "1"]`) },
		func(c *models.JudgedChange) { c.Expected = nil },
		func(c *models.JudgedChange) { c.Actual = models.JSON("null") },
		func(c *models.JudgedChange) { c.Severity = "critical" },
		func(c *models.JudgedChange) { c.InCode = &no },
		func(c *models.JudgedChange) { c.InCode = nil },
		func(c *models.JudgedChange) { c.NextApply = "" },
		func(c *models.JudgedChange) { c.Noise = "volatile" },
		func(c *models.JudgedChange) { c.Rule = "r" },
		func(c *models.JudgedChange) { c.Fingerprint = "f" },
	} {
		other := change(edit)
		if models.SameChanges([]models.JudgedChange{was}, []models.JudgedChange{other}) || models.SameChanges([]models.JudgedChange{other}, []models.JudgedChange{was}) {
			t.Errorf("taken for the same: %+v", other)
		}
	}
}
