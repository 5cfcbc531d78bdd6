package pages

import (
	"slices"

	"github.com/clouddrift/guardian/models"
)

// driftForm is the state of the filter form of drifts.
type driftForm struct {
	Choices     []choice // what most people ask for
	More        []choice
	Fields      []field
	Sort, Limit string // kept through a new search
	Open        bool   // one of the lesser filters is set
}

// firstChoices are the filters that are always in sight, in their order there.
var firstChoices = []string{"severity", "status"}

func driftFormOf(at Address, filter models.DriftFilter) driftForm {
	f := driftForm{Choices: make([]choice, len(firstChoices)), Sort: at.values.Get("sort"), Limit: at.values.Get("limit")}
	var rest []models.Filter[models.DriftFilter]
	for _, described := range models.DriftFilters() {
		first := slices.Index(firstChoices, described.Name)
		switch {
		case first >= 0:
			f.Choices[first] = choiceOf(described, filter)
		case described.Kind == models.FilterWords:
			f.More = append(f.More, choiceOf(described, filter))
			f.Open = f.Open || len(described.Texts(filter)) > 0
		default:
			rest = append(rest, described)
		}
	}
	f.Fields = fieldsOf(at, rest)
	f.Open = f.Open || slices.ContainsFunc(f.Fields, func(f field) bool { return f.Value != "" })
	return f
}
