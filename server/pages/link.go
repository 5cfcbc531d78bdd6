package pages

import "github.com/google/uuid"

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
