package cli

import (
	"strconv"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestWriteChanges(t *testing.T) {
	t.Parallel()
	inCode := false
	many := []models.JudgedChange{
		{Path: "tags.Name", Severity: models.SeverityInfo, InCode: &inCode, NextApply: models.NextApplyKeep, Actual: models.JSON(`"b"`)},
		{Path: "etag", Severity: models.SeverityInfo, Noise: "volatile"},
		{Path: "token", Severity: models.SeverityCritical, Expected: models.JSON(`"(sensitive)"`), Actual: models.JSON(`"(sensitive)"`)},
	}
	for range 110 {
		many = append(many, models.JudgedChange{Path: "size", Severity: models.SeverityWarning, Expected: models.JSON(`1`), Actual: models.JSON(`2`)})
	}
	for name, test := range map[string]struct {
		dossier models.Dossier
		want    []string
	}{
		"judged": {models.Dossier{Changes: many, Judged: true}, []string{
			"What differs (112):\n\n  token\n    critical, next apply: not known\n    what differs is a secret, which is not kept; beside it:\n    both      \"(sensitive)\"\n",
			"\n  size\n    warning, next apply: not known\n    expected  1\n    actual    2\n", "\n  … and 12 more: --output json has them\n",
			"\n  1 change left out as noise; --output json has them\n",
		}},
		"the least of them": {models.Dossier{Changes: many[:1], Judged: true}, []string{
			"\n  tags.Name\n    info, not in the code, next apply: keeps it\n    expected  (none)\n    actual    \"b\"\n",
		}},
		"no code": {models.Dossier{Sighting: models.Sighting{Tool: "awsconfig"}}, []string{"\n  " + models.HistorySentence + "\n"}},
		"not judged": {models.Dossier{Changes: []models.JudgedChange{{Path: "a", Actual: models.JSON(`1`)}}}, []string{
			"\n  No import has judged these changes: ", "\n  a\n    expected  (none)\n    actual    1\n",
		}},
	} {
		var b strings.Builder
		if err := writeChanges(&b, test.dossier); err != nil {
			t.Fatal(err)
		}
		for _, want := range test.want {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s lacks %q:\n%s", name, want, b.String())
			}
		}
	}
}

// However much differs, so much is written that one can read it, from where it differs,
// and how much more there is.
func TestWriteManyChanges(t *testing.T) {
	t.Parallel()
	var list, tags []models.JudgedChange
	for i := range 10_000 {
		n := strconv.Itoa(i)
		list = append(list, models.JudgedChange{Path: "rule[" + n + "].port", Expected: models.JSON(n), Actual: models.JSON("-" + n)})
		tags = append(tags, models.JudgedChange{Path: "tags." + strings.Repeat("k", 1<<10), Expected: models.MustJSON(strings.Repeat("v", 4<<10) + n), Actual: models.JSON(`1`)})
	}
	large := func(by int) models.JSON {
		object := map[string]any{}
		for i := range 2_000 {
			object["k"+strconv.Itoa(i)] = i + by
		}
		return models.MustJSON(object)
	}
	one := func(expected, actual any) []models.JudgedChange {
		return []models.JudgedChange{{Path: "a", Expected: models.MustJSON(expected), Actual: models.MustJSON(actual)}}
	}
	long := strings.Repeat("é", 20<<10)
	for name, test := range map[string]struct {
		changes []models.JudgedChange
		want    []string
	}{
		"elements":             {list, []string{"\n  … and 9900 more: --output json has them\n"}},
		"tags":                 {tags, []string{"\n  tags." + strings.Repeat("k", lineWidth-5) + "… (1029 characters)\n", "… and 9900 more"}},
		"objects":              {one(large(0), ""), []string{"\n              … and 1982 lines more: --output json has them\n"}},
		"JSON in texts":        {one(string(large(0)), string(large(1))), []string{"    within the text: k0\n    expected  0\n    actual    1\n", "    … and 1980 more within the text: --output json has them\n"}},
		"texts":                {one(long+" was", long+" is"), []string{"    expected  …" + strings.Repeat("é", 25) + " was\"\n", "é is\"\n"}},
		"texts that are apart": {one("a"+long, "b"+long), []string{"    expected  \"a" + strings.Repeat("é", lineWidth-2) + "… (20483 characters)\n"}},
	} {
		var b strings.Builder
		if err := writeChanges(&b, models.Dossier{Changes: test.changes}); err != nil {
			t.Fatal(err)
		}
		if b.Len() > 100_000 {
			t.Errorf("%s: %d bytes", name, b.Len())
		}
		for _, want := range test.want {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s lacks %q:\n%.3000s", name, want, b.String())
			}
		}
	}
}
