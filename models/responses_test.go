package models_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// responses has a value of every response type: the entities', and those that are
// made of several; TestPackage holds it to the source.
var responses = func() []any {
	list := []any{models.ChangeResponse{}, models.DossierResponse{}, models.RelativeResponse{}, models.ScopeResponse{}, models.SeenDriftResponse{}, models.SightingResponse{}}
	for _, e := range models.Entities() {
		if m, ok := reflect.TypeOf(e).MethodByName("Response"); ok {
			list = append(list, reflect.Zero(m.Type.Out(0)).Interface())
		}
	}
	return list
}()

// A response has no field that could carry a secret, at any depth.
func TestResponsesHoldNoSecret(t *testing.T) {
	t.Parallel()
	secret := regexp.MustCompile(`(?i)password|hash|token|secret|sha256`)
	camel := regexp.MustCompile(`^[a-z][a-zA-Z0-9]*$`)
	var look func(of reflect.Type, path string)
	look = func(of reflect.Type, path string) {
		switch of.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
			look(of.Elem(), path)
			return
		case reflect.Interface:
			t.Errorf("%s can hold anything", path)
		}
		if of.PkgPath() != reflect.TypeFor[models.Drift]().PkgPath() || of.Kind() != reflect.Struct || of == reflect.TypeFor[models.Money]() || of == reflect.TypeFor[models.IP]() {
			return
		}
		if _, ok := reflect.Zero(of).Interface().(models.Entity); ok {
			t.Errorf("%s is an entity", path)
			return
		}
		for i := range of.NumField() {
			f := of.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if secret.MatchString(f.Name) || secret.MatchString(name) {
				t.Errorf("%s.%s could carry a secret", path, f.Name)
			}
			if !f.Anonymous && !camel.MatchString(name) {
				t.Errorf("%s.%s has the JSON name %q", path, f.Name, name)
			}
			look(f.Type, path+"."+f.Name)
		}
	}
	for _, r := range responses {
		look(reflect.TypeOf(r), reflect.TypeOf(r).Name())
	}
}

// What holds a secret shows it neither in JSON nor in print, whatever the verb.
func TestSecretsAreNeverShown(t *testing.T) {
	t.Parallel()
	const secret = "s3cr3t-s3cr3t-s3cr3t-s3cr3t-s3cr3t"
	session := models.Session{ID: someone, RefreshToken: secret}
	for _, v := range []any{
		models.User{ID: someone, PasswordHash: secret}, session,
		models.CreateUserInput{Email: "eva@example.com", Password: secret},
		models.CreateSessionInput{UserID: someone, Token: secret}, models.RotateSessionInput{Token: secret, NewToken: secret},
		models.IssuedSession{Session: session, Token: secret},
		models.User{PasswordHash: secret}.Response(), session.Response(),
	} {
		pointer := reflect.New(reflect.TypeOf(v))
		pointer.Elem().Set(reflect.ValueOf(v))
		for _, shown := range []any{v, pointer.Interface(), []any{v}, map[string]any{"a": v}} {
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
				if text := fmt.Sprintf(verb, shown); strings.Contains(text, "s3cr3t") || strings.Contains(text, "733363723374") {
					t.Errorf("%T with %s: %s", v, verb, text)
				}
			}
			if out, err := json.Marshal(shown); err != nil || strings.Contains(string(out), "s3cr3t") {
				t.Errorf("%T in JSON: %s, %v", v, out, err)
			}
		}
	}
	if text := fmt.Sprint(session); text != "session "+someone.String() {
		t.Error(text)
	}
	if text := fmt.Sprintf("%+v", models.CreateUserInput{Email: "eva@example.com", Password: secret}); text != `new user "eva@example.com"` {
		t.Error(text)
	}
}

// fill sets every field of a struct to a value of its own, times in a zone of theirs.
func fill(t *testing.T, of reflect.Value, n *int) {
	t.Helper()
	for i := range of.NumField() {
		f := of.Field(i)
		if f.Kind() == reflect.Pointer {
			f.Set(reflect.New(f.Type().Elem()))
			f = f.Elem()
		}
		*n++
		switch v := f.Addr().Interface().(type) {
		case *uuid.UUID:
			v[15] = byte(*n)
		case *time.Time:
			*v = time.Date(2026, 1, 1, *n, 0, 0, 0, time.FixedZone("", 3600))
		case *models.JSON:
			*v = models.JSON(fmt.Sprintf(`{"n":%d.00}`, *n))
		case *models.Money:
			*v = models.Cents(int64(*n))
		case *models.IP:
			*v, _ = models.ParseIP(fmt.Sprintf("10.0.0.%d", *n))
		case *[]byte:
			*v = []byte{byte(*n)}
		default:
			switch f.Kind() {
			case reflect.String:
				f.SetString(fmt.Sprintf("text %d", *n))
			case reflect.Bool:
				f.SetBool(true)
			case reflect.Int, reflect.Int64:
				f.SetInt(int64(*n))
			default:
				t.Fatalf("models/responses_test.go: fill has no value of %s, which an entity has; write a case for it", f.Type())
			}
		}
	}
}

// unanswered are columns that go out in another form, or in none.
var unanswered = map[string]bool{
	"rule_sets.sha256":    true,
	"scans.report_sha256": true, "scans.coverage": true, "scans.left_out": true, // a scan's own page has them
	"drift_occurrences.kind": true, "drift_occurrences.changes": true, "drift_occurrences.created_at": true,
	"messages.body": true, // a message's own page has it
}

// Every field of a response is the entity's field of its name, in UTC; nothing is
// forgotten, and what has no value is left out of the JSON.
func TestResponsesAreTheEntities(t *testing.T) {
	t.Parallel()
	for _, e := range models.Entities() {
		entity := reflect.New(reflect.TypeOf(e)).Elem()
		n := 0
		fill(t, entity, &n)
		method := entity.MethodByName("Response")
		if !method.IsValid() {
			continue // a side table's row goes out in no response
		}
		response := method.Call(nil)[0]
		for i := range response.NumField() {
			name := response.Type().Field(i).Name
			field := entity.FieldByName(name)
			if !field.IsValid() {
				t.Errorf("models: %s has %s, which %s lacks; give both the same name, or leave it out", response.Type().Name(), name, entity.Type().Name())
				continue
			}
			want := field.Interface()
			switch at := want.(type) {
			case time.Time:
				want = at.UTC()
			case *time.Time:
				want = ptr(at.UTC())
			}
			switch got := response.Field(i); {
			case got.IsZero():
				t.Errorf("models: the method Response of %s leaves out %s; write it there, a time in UTC", entity.Type().Name(), name)
			case !reflect.DeepEqual(got.Interface(), want):
				t.Errorf("models: the method Response of %s gives %s a value other than the entity's (a time is in UTC): %v, want %v", entity.Type().Name(), name, got, want)
			}
		}

		for i := range entity.NumField() {
			name := entity.Type().Field(i).Name
			column, _, _ := strings.Cut(strings.TrimPrefix(entity.Type().Field(i).Tag.Get("gorm"), "column:"), ";")
			if _, has := response.Type().FieldByName(name); !has && !slices.Contains(models.HiddenColumns(e.TableName()), column) && !unanswered[e.TableName()+"."+column] {
				t.Errorf("models: %s leaves out %s of %s; write it there and in the method Response, name the column in HiddenColumns, in models/entities.go, or in unanswered, here", response.Type().Name(), name, entity.Type().Name())
			}
		}

		empty, err := json.Marshal(reflect.Zero(entity.Type()).MethodByName("Response").Call(nil)[0].Interface())
		if err != nil {
			t.Fatal(err)
		}
		for i := range entity.NumField() {
			f := entity.Type().Field(i)
			r, ok := response.Type().FieldByName(f.Name)
			if name, _, _ := strings.Cut(r.Tag.Get("json"), ","); ok && f.Type.Kind() == reflect.Pointer && strings.Contains(string(empty), `"`+name+`"`) {
				t.Errorf("models: %s has %s in its JSON where there is none; write `json:\"%s,omitempty\"`", response.Type().Name(), f.Name, name)
			}
		}
	}
}
