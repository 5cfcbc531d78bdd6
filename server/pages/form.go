package pages

import (
	"slices"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// field is one input of a filter form: a text, or one of Choices where there are any.
type field struct {
	Name, Label, Value, Hint string
	Choices                  []string
}

// fieldsOf makes the fields of filters, each with its value of now.
func fieldsOf[F any](at Address, filters []models.Filter[F]) []field {
	fields := make([]field, len(filters))
	for i, f := range filters {
		fields[i] = field{Name: f.Name, Label: f.Label, Value: at.values.Get(f.Name), Hint: f.Hint, Choices: f.Words}
		if f.Kind == models.FilterFlag {
			fields[i].Choices = []string{"true", "false"}
		}
		choices, value := fields[i].Choices, fields[i].Value
		if len(choices) > 0 && value != "" && value != "all" && !slices.Contains(choices, value) { // such as several at once
			fields[i].Choices = append(slices.Clone(choices), value)
		}
	}
	return fields
}

// Form is the filter form of a list as it was filled in.
type Form struct {
	Fields []field
	Limit  string     // kept through a new search
	Drifts *driftForm // of drifts, in place of Fields
	Action string     // the address of the list
}

// driftForm is the state of the filter form of drifts.
type driftForm struct {
	Choices     []choice // what most people ask for
	More        []choice
	Fields      []field
	Sort, Limit string // kept through a new search
	Open        bool   // one of the lesser filters is set
}

// FormOf is the form of a list's filters as an address fills it in.
func FormOf[F any](at Address, filters []models.Filter[F]) Form {
	return Form{Fields: fieldsOf(at, filters), Limit: at.values.Get("limit"), Action: at.path}
}

// choice is a group of boxes to tick: the words of one filter.
type choice struct {
	Name, Label string
	Options     []option
}

type option struct {
	Value   string
	Checked bool
}

// choiceOf makes the boxes of a filter of words, those ticked that the address names.
func choiceOf[F any](at Address, f models.Filter[F]) choice {
	chosen := models.SplitFilter(at.values[f.Name])
	c := choice{Name: f.Name, Label: f.Label, Options: make([]option, len(f.Words))}
	for i, word := range f.Words {
		c.Options[i] = option{word, slices.Contains(chosen, word)}
	}
	return c
}

// chip is one value that the list is filtered by, under what the form calls the filter;
// Href takes it out.
type chip struct{ Name, Value, Href string }

// chipsOf lists what the list is filtered by, in the order of its filters.
func chipsOf[F any](at Address, filters []models.Filter[F]) []chip {
	var chips []chip
	for _, f := range filters {
		name := strings.ToLower(f.Label)
		if f.Kind.Once() {
			if v := at.values.Get(f.Name); v != "" {
				chips = append(chips, chip{name, v, at.with(f.Name, "")})
			}
			continue
		}
		for _, v := range models.SplitFilter(at.values[f.Name]) {
			chips = append(chips, chip{name, v, at.without(f.Name, v)})
		}
	}
	return chips
}
