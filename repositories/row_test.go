package repositories

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// named is an input that is wrong in the fields that it lists.
type named []string

func (n named) Validate() error {
	if len(n) == 0 {
		return nil
	}
	e := &models.Error{Kind: models.ErrInvalid}
	for _, field := range n {
		e.Fields = append(e.Fields, models.FieldError{Field: field, Problem: "is wrong"})
	}
	return e
}

func TestValidateAll(t *testing.T) {
	t.Parallel()
	if err := validateAll([]named{nil, nil}); err != nil {
		t.Error(err)
	}
	err := validateAll([]named{{"a"}, nil, {"b", "c"}})
	var fields []string
	for _, f := range fieldsOf(err) {
		fields = append(fields, f.Field)
	}
	if !errors.Is(err, models.ErrInvalid) || !slices.Equal(fields, []string{"[0].a", "[2].b", "[2].c"}) {
		t.Errorf("got %v", err)
	}
	if fieldsOf(errors.New("another")) != nil {
		t.Error("another error has fields")
	}
}

func TestColumnsOf(t *testing.T) {
	t.Parallel()
	if got := columnsOf(reflect.TypeFor[models.Occurrence]()); len(got) != reflect.TypeFor[models.Occurrence]().NumField() || got[0] != "drift_id" || slices.Contains(got, "") {
		t.Errorf("got %v", got)
	}
}

func TestValuesOfRows(t *testing.T) {
	t.Parallel()
	if optional("") != nil || *optional("a") != "a" || value(nil) != "" || value(optional("a")) != "a" {
		t.Error("a text and NULL do not become each other")
	}
	a, b := uuid.New(), uuid.New()
	if got := uuidArray([]uuid.UUID{a, b}); got != fmt.Sprintf("{%s,%s}", a, b) || uuidArray(nil) != "{}" {
		t.Errorf("got %s", got)
	}
}
