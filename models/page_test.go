package models_test

import (
	"encoding/json"
	"errors"
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

func TestListsInJSON(t *testing.T) {
	t.Parallel()
	page := models.Page[models.Alert]{Items: []models.Alert{{Title: "a"}, {Title: "b"}}, Total: 7, Page: 2, Limit: 2, Next: "abc"}
	list := models.ListOf(page, models.Alert.Response)
	if len(list.Items) != 2 || list.Items[1].Title != "b" || list.Total != 7 || list.Page != 2 || list.Limit != 2 || *list.Next != "abc" {
		t.Errorf("%+v", list)
	}
	out, err := json.Marshal(models.ListOf(models.Page[models.Alert]{Page: 1, Limit: 50}, models.Alert.Response))
	if err != nil || string(out) != `{"items":[],"total":0,"page":1,"limit":50,"next":null}` {
		t.Errorf("%s, %v", out, err)
	}
	dossier := models.Dossier{Drift: models.Drift{ID: someone}, Alerts: page, Sighting: models.Sighting{Occurrences: 3, Scope: "prod"}}.Response()
	if dossier.ID != someone || len(dossier.Alerts) != 2 || dossier.OccurrenceCount != 3 || dossier.Scope != "prod" || dossier.AuditLogs == nil {
		t.Errorf("%+v", dossier)
	}
}

func TestCheckLimit(t *testing.T) {
	t.Parallel()
	for limit, ok := range map[int]bool{-1: false, 0: false, 1: true, models.MaxLimit: true, models.MaxLimit + 1: false} {
		if err := models.CheckLimit(limit); (err == nil) != ok || err != nil && !errors.Is(err, models.ErrInvalid) {
			t.Errorf("%d: %v", limit, err)
		}
	}
}
