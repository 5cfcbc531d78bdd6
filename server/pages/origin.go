package pages

import (
	"strings"

	"github.com/clouddrift/guardian/models"
)

// maxOrigin is how many values of a filter stand in a breadcrumb.
const maxOrigin = 4

// backTo leads to a list of drifts as it was filtered, sorted and leafed through; nil
// where the list is not known or was nothing but itself.
func backTo(list Address) *link {
	list = Address{list.path, list.keep("format")}
	if len(list.values) == 0 {
		return nil
	}
	var words []string
	for _, c := range chipsOf(list, models.DriftFilters()) {
		if len(words) == maxOrigin {
			words = append(words, "…")
			break
		}
		words = append(words, c.Name+" "+cut(c.Value))
	}
	if at := list.values.Get("asOf"); at != "" {
		words = append(words, "as of "+cut(at))
	}
	if page := list.values.Get("page"); page != "" {
		words = append(words, "page "+cut(page))
	}
	if len(words) == 0 {
		words = []string{"the list before"}
	}
	return &link{Text: strings.Join(words, ", "), Href: list.String()}
}
