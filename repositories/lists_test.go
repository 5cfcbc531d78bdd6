package repositories_test

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// list is one list of the ledger, for the tests that go through all of them.
type list struct {
	of   string // its field of Store
	walk func(t *testing.T, l *ledger)
	ask  func(l *ledger) // for its pages and all of it, by each filter
}

// lister is what every list but that of the drifts has.
type lister[F, E any] interface {
	List(ctx context.Context, f F, request models.PageRequest) (models.Page[E], error)
	Stream(ctx context.Context, f F, fn func(E) error) error
}

// listOf gives a list by its field of Store, with filters that people use together.
func listOf[F filter, E models.Entity](of string, filters []models.Filter[F], rows lister[F, E], together ...F) list {
	var none F
	return list{of: of,
		walk: func(t *testing.T, l *ledger) { walkFilters(t, l, filters, rows.List) },
		ask: func(l *ledger) {
			for _, f := range asked(filters, append([]F{none}, together...)) {
				askTwice(l, f, rows)
			}
		},
	}
}

// asked adds to filters that people use together one for each filter of the table
// that is in none of them, and for a flag that is in them one way the other.
func asked[F any](filters []models.Filter[F], together []F) []F {
	for _, filter := range filters {
		samples := []string{sampleOf(filter.FilterLine)}
		if filter.Kind == models.FilterFlag {
			samples = []string{"true", "false"}
		}
		for _, sample := range samples {
			alone, _, err := models.ParseFilter(url.Values{filter.Name: {sample}}, filters)
			if err != nil {
				panic(err)
			}
			if !slices.ContainsFunc(together, func(f F) bool {
				value := filter.Value(f)
				return value != nil && (filter.Kind != models.FilterFlag || value == filter.Value(alone))
			}) {
				together = append(together, alone)
			}
		}
	}
	return together
}

// askTwice asks for two pages and a stream of one list.
func askTwice[F, E any](l *ledger, f F, rows lister[F, E]) {
	l.Helper()
	page, err := rows.List(l.Context(), f, models.PageRequest{Limit: 20})
	l.ok(err)
	_, err = rows.List(l.Context(), f, models.PageRequest{Limit: 20, Cursor: page.Next})
	l.ok(err)
	if err := rows.Stream(l.Context(), f, func(E) error { return errEnough }); !errors.Is(err, errEnough) {
		l.ok(err)
	}
}

// sampleOf is a value that a filter takes.
func sampleOf(f models.FilterLine) string {
	switch f.Kind {
	case models.FilterWords:
		return f.Words[0]
	case models.FilterID:
		return someID.String()
	case models.FilterFlag:
		return "false"
	case models.FilterSince, models.FilterUntil:
		return "2026-11-01"
	case models.FilterAtLeast:
		return "7"
	}
	return "x"
}

var errEnough = errors.New("enough")

// ignore lets one kind of error pass.
func ignore(l *ledger, err, kind error) {
	l.Helper()
	if !errors.Is(err, kind) {
		l.ok(err)
	}
}
