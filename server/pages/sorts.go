package pages

import "github.com/clouddrift/guardian/models"

// sortLink is a column's heading: where it leads, and how the column is sorted
// now, in the words of aria-sort ("" where it is not).
type sortLink struct{ Href, Aria string }

// sortLinks are the headings that sort: first descending, then the other way.
func sortLinks(at Address, now models.DriftSort) map[string]sortLink {
	if now == "" {
		now = models.SortCreatedAtDesc
	}
	links := map[string]sortLink{}
	for _, column := range []models.DriftSort{models.SortSeverity, models.SortDetectedAt, models.SortCost} {
		l := sortLink{Href: at.with("sort", "-"+string(column))}
		switch now {
		case "-" + column:
			l = sortLink{at.with("sort", string(column)), "descending"}
		case column:
			l.Aria = "ascending"
		}
		links[string(column)] = l
	}
	return links
}

// orderOf says that a list is in the order of the record, which no column shows, or leads back to it.
func orderOf(at Address, now models.DriftSort) link {
	switch now {
	case "", models.SortCreatedAtDesc:
		return link{Text: "Newest recorded first"}
	case models.SortCreatedAt:
		return link{Text: "Oldest recorded first"}
	}
	return link{Text: "Newest recorded first", Href: at.with("sort", "")}
}
