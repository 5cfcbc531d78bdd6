package pages

import (
	"slices"
	"testing"
)

func TestDownloads(t *testing.T) {
	t.Parallel()
	got := downloads(at(t, "/x?scope=a"))
	if want := []link{{Text: "CSV", Href: "/x?format=csv&scope=a"}, {Text: "NDJSON", Href: "/x?format=ndjson&scope=a"}}; !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}
