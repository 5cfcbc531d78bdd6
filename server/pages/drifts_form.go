package pages

import (
	"slices"

	"github.com/clouddrift/guardian/models"
)

// firstChoices are the filters that are always in sight, in their order there.
var firstChoices = []string{"severity", "status"}

// DriftForm is the form of the list of drifts as an address fills it in.
func DriftForm(at Address) Form {
	form := driftFormOf(at)
	return Form{Drifts: &form, Action: at.path}
}

func driftFormOf(at Address) driftForm {
	f := driftForm{Choices: make([]choice, len(firstChoices)), Sort: at.values.Get("sort"), Limit: at.values.Get("limit")}
	var rest []models.Filter[models.DriftFilter]
	for _, described := range models.DriftFilters() {
		first := slices.Index(firstChoices, described.Name)
		switch {
		case first >= 0:
			f.Choices[first] = choiceOf(at, described)
		case described.Kind == models.FilterWords:
			f.More = append(f.More, choiceOf(at, described))
			f.Open = f.Open || at.values.Get(described.Name) != ""
		default:
			rest = append(rest, described)
		}
	}
	f.Fields = append(fieldsOf(at, rest), field{Name: "asOf", Label: "As the ledger stood at", Value: at.values.Get("asOf"), Hint: "2026-11-01"})
	f.Open = f.Open || slices.ContainsFunc(f.Fields, func(f field) bool { return f.Value != "" })
	return f
}
