package models_test

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestWords(t *testing.T) {
	t.Parallel()
	for n, want := range map[models.NextApply][2]string{
		models.NextApplyRevert:  {"reverts it", "The next apply reverts it."},
		models.NextApplyKeep:    {"keeps it", "The next apply keeps it as it is."},
		models.NextApplyUnknown: {"not known", "Whether the next apply reverts it is not known."},
	} {
		if got := [2]string{n.Words(), n.Sentence()}; got != want {
			t.Errorf("%s: %q, want %q", n, got, want)
		}
	}
}

func TestWhole(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		actual   string
		kind     models.Kind
		recorded int
		want     models.Whole
		words    string
	}{
		{`{}`, models.KindConfiguration, 1, models.WholeGone, "The resource is gone. This is what the code expects of it."},
		{`{}`, models.KindConfiguration, 0, models.WholeGone, "The resource is gone. Its values are not in the report."},
		{`{}`, models.KindUnmanaged, 0, models.WholeUnmanaged, "The resource is there, and no code knows it. Its values are not in the report."},
		{`{"a": 1}`, models.KindUnmanaged, 1, models.WholeUnmanaged, "The resource is there, and no code knows it. This is what it is."},
		{`{"a": null}`, models.KindConfiguration, 1, models.WholeThere, " "},
	} {
		d := models.SeenDrift{Drift: models.Drift{ActualState: models.JSON(c.actual)}, Seen: models.Sighting{Kind: c.kind}}
		got := d.Whole()
		if words := got.Sentence() + " " + d.WholeValues(c.recorded); got != c.want || words != c.words {
			t.Errorf("%s of kind %s: %q, %q", c.actual, c.kind, got, words)
		}
	}
}

// What is not known comes with the reason.
func TestUnknownWords(t *testing.T) {
	t.Parallel()
	there := models.Drift{ActualState: models.JSON(`{"a":1}`)}
	unknown := models.Sighting{NextApply: models.NextApplyUnknown, Kind: models.KindUnknown}
	seen := func(tool string) models.Sighting {
		s := unknown
		s.Occurrences, s.Tool = 1, tool
		return s
	}
	for want, got := range map[string]string{
		"Whether the next apply reverts it is not known: no scan saw this drift.":                                                                models.SeenDrift{Seen: unknown}.NextApplySentence(),
		"Whether the next apply reverts it is not known: no plan has told it of these very changes, and one made with -refresh-only never does.": models.SeenDrift{Seen: seen("terraform")}.NextApplySentence(),
		"Whether the next apply reverts it is not known: reports of pulumi do not tell.":                                                         models.SeenDrift{Seen: seen("pulumi")}.NextApplySentence(),
		"The next apply reverts it.":           models.SeenDrift{Drift: there, Seen: models.Sighting{NextApply: models.NextApplyRevert}}.NextApplySentence(),
		"The next apply creates it again.":     models.SeenDrift{Drift: models.Drift{ActualState: models.JSON("{}")}, Seen: models.Sighting{NextApply: models.NextApplyRevert}}.NextApplySentence(),
		"Not known: no scan saw this drift.":   unknown.KindSentence(),
		"Not known: the report does not tell.": seen("terraform").KindSentence(),
		"The code leaves open what differs.":   models.Sighting{Kind: models.KindState}.KindSentence(),
		"No code knows the resource.":          models.Sighting{Kind: models.KindUnmanaged}.KindSentence(),
		"creates it again":                     models.NextApplyRevert.WordsOf(models.WholeGone),
		"keeps it":                             models.NextApplyKeep.WordsOf(models.WholeGone),
		"reverts it":                           models.NextApplyRevert.WordsOf(models.WholeThere),
		"in the code":                          models.InCodeWords(ptr(true)),
		"not in the code":                      models.InCodeWords(ptr(false)),
		"":                                     models.InCodeWords(nil),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
