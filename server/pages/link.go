package pages

import (
	"strings"

	"github.com/google/uuid"
)

// link is a text that leads somewhere.
type link struct {
	Text, Href string
	Current    bool
}

func driftHref(id uuid.UUID) string { return "/debug/drifts/" + id.String() }

// downloads are the links to the whole list, as it is filtered.
func downloads(base Address) []link {
	return []link{{Text: "CSV", Href: base.with("format", "csv")}, {Text: "NDJSON", Href: base.with("format", "ndjson")}}
}

// joined writes words as the value of a filter.
func joined[E ~string](values []E) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = string(v)
	}
	return strings.Join(words, ",")
}
