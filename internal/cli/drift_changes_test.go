package cli

import (
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
			"\n  tags.Name\n    info, not in the code, next apply: leaves it\n    expected  (none)\n    actual    \"b\"\n",
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
