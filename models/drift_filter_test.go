package models_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// Each filter narrows the list where it is asked for, and nothing else does then.
func TestDriftFilters(t *testing.T) {
	t.Parallel()
	filters := models.DriftFilters()
	for _, asked := range filters {
		value := map[models.FilterKind]string{models.FilterTexts: "x", models.FilterSince: "2026-05-01", models.FilterUntil: "2026-05-01", models.FilterAtLeast: "7",
			models.FilterFlag: "true", models.FilterID: "5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55"}[asked.Kind]
		if asked.Kind == models.FilterWords {
			value = asked.Words[0]
		}
		q, err := models.ParseDriftQuery(url.Values{asked.Name: {value}})
		if err != nil {
			t.Errorf("%s=%s: %v", asked.Name, value, err)
		}
		for _, f := range filters {
			texts := f.Texts(q.Filter)
			if f.Name != asked.Name && texts != nil {
				t.Errorf("%s narrows the list to %q though %s alone was asked for", f.Name, texts, asked.Name)
			}
			if f.Name == asked.Name && (len(texts) != 1 || !strings.HasPrefix(texts[0], value)) {
				t.Errorf("%s=%s narrows the list to %q", asked.Name, value, texts)
			}
		}
	}
}

// Every order has its opposite.
func TestDriftSorts(t *testing.T) {
	t.Parallel()
	for _, sort := range models.DriftSorts() {
		opposite := "-" + sort
		if sort[0] == '-' {
			opposite = sort[1:]
		}
		if !slices.Contains(models.DriftSorts(), opposite) {
			t.Errorf("%s has no opposite", sort)
		}
	}
}
