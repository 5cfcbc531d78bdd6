package pages

import "github.com/clouddrift/guardian/models"

// chip is one value that the list is filtered by; Href takes it out.
type chip struct{ Name, Value, Href string }

// chipsOf lists what the list is filtered by, in the order of its filters.
func chipsOf[F any](at Address, filters []models.Filter[F]) []chip {
	var chips []chip
	for _, f := range filters {
		if f.Kind.Once() {
			if v := at.values.Get(f.Name); v != "" {
				chips = append(chips, chip{f.Name, v, at.with(f.Name, "")})
			}
			continue
		}
		for _, v := range models.SplitFilter(at.values[f.Name]) {
			chips = append(chips, chip{f.Name, v, at.without(f.Name, v)})
		}
	}
	return chips
}
