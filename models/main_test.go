package models_test

import (
	"errors"
	"os"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

func TestMain(m *testing.M) { os.Exit(testdb.Run(m)) }

// fieldsOf gives the fields that an error of kind ErrInvalid names; nil for no error.
func fieldsOf(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	var e *models.Error
	if !errors.As(err, &e) || !errors.Is(err, models.ErrInvalid) || len(e.Fields) == 0 {
		t.Fatalf("not an error of kind ErrInvalid with fields: %#v", err)
	}
	var names []string
	for _, f := range e.Fields {
		if f.Field == "" || f.Problem == "" {
			t.Errorf("half a field error: %#v", f)
		}
		names = append(names, f.Field)
	}
	return names
}

func decode(t testing.TB, text string) any {
	t.Helper()
	v, err := models.DecodeJSON([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

func object(t testing.TB, text string) map[string]any {
	t.Helper()
	return decode(t, text).(map[string]any)
}
