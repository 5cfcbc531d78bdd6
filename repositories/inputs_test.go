package repositories_test

import (
	"errors"
	"reflect"
	"testing"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// validated is what an input says of itself.
type validated interface{ Validate() error }

// Each method refuses an input that breaks its own rules, in the words of the input and
// without a result.
func TestEveryInputIsValidated(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	tried := 0
	for _, f := range reflect.VisibleFields(reflect.TypeFor[repositories.Store]()) {
		if !f.IsExported() {
			continue
		}
		of := reflect.ValueOf(l.Store).Elem().FieldByIndex(f.Index)
		for i := range of.NumMethod() {
			name := f.Name + "." + of.Type().Method(i).Name
			args, wants := invalid(t, of.Method(i))
			if wants == nil {
				continue
			}
			tried++
			results := of.Method(i).Call(args)
			err, _ := results[len(results)-1].Interface().(error)
			var got, want *models.Error
			if !errors.As(wants, &want) || !errors.As(err, &got) || !reflect.DeepEqual(got.Fields, want.Fields) {
				t.Errorf("repositories: %s answers an input without anything with %v: call its Validate first, which says %v", name, err, wants)
			}
			if len(results) > 1 && !empty(results[0]) {
				t.Errorf("repositories: %s gives %v beside an error: return orNone(…, err)", name, results[0])
			}
		}
	}
	if tried < 10 {
		t.Errorf("%d methods were tried only", tried)
	}
}

// invalid gives arguments of which one is an input with nothing in it, and what that one
// says of itself; nil where the method takes none that minds.
func invalid(t *testing.T, method reflect.Value) (args []reflect.Value, wants error) {
	t.Helper()
	for i := range method.Type().NumIn() {
		in := method.Type().In(i)
		arg := reflect.New(in).Elem()
		switch v := arg.Interface().(type) {
		case uuid.UUID:
			arg.Set(reflect.ValueOf(someID))
		case validated:
			wants = errors.Join(wants, v.Validate())
		default:
			if i == 0 {
				arg = reflect.ValueOf(t.Context())
			}
		}
		args = append(args, arg)
	}
	return args, wants
}
