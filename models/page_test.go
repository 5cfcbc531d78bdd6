package models_test

import (
	"slices"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestPageRequestValidate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		p    models.PageRequest
		want []string
	}{
		{models.PageRequest{}, nil},
		{models.PageRequest{Page: 1, Limit: 1}, nil},
		{models.PageRequest{Page: models.MaxPage, Limit: models.MaxLimit}, nil},
		{models.PageRequest{Page: 1, Cursor: "x"}, nil},
		{models.PageRequest{Page: -1}, []string{"page"}},
		{models.PageRequest{Page: models.MaxPage + 1, Limit: models.MaxLimit + 1}, []string{"page", "limit"}},
		{models.PageRequest{Limit: -1}, []string{"limit"}},
		{models.PageRequest{Page: 2, Cursor: "x"}, []string{"cursor"}},
	} {
		if got := fieldsOf(t, c.p.Validate()); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v", c.p, got)
		}
	}
}
