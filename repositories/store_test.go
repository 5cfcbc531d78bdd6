package repositories_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// A reader's types have no method that writes.
func TestReaderOnlyReads(t *testing.T) {
	t.Parallel()
	for name := range writes {
		entity, method, _ := strings.Cut(name, ".")
		if f, ok := reflect.TypeOf(repositories.Reader{}).FieldByName(entity); ok {
			if _, has := f.Type.MethodByName(method); has {
				t.Errorf("a reader has %s", name)
			}
		}
	}
	if _, has := reflect.TypeOf(&repositories.Reader{}).MethodByName("InTx"); has {
		t.Error("a reader has InTx")
	}
}

func TestReadOnlySession(t *testing.T) {
	t.Parallel()
	d := testdb.New(t)
	db, err := postgres.Open(t.Context(), postgres.Config{URL: d.URL, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	store := repositories.New(db, time.Minute)
	for name, do := range writes {
		if err := do(t.Context(), store); !errors.Is(err, models.ErrForbidden) {
			t.Errorf("%s: %v", name, err)
		} else {
			own(t, err)
		}
	}
	for name, do := range reads {
		if err := do(t.Context(), store); err != nil && !errors.Is(err, models.ErrNotFound) && name != "Users.CheckPassword" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	cfg := repositories.Config{URL: testdb.New(t).URL, Timeout: time.Minute}
	store, err := repositories.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	reader, err := repositories.OpenReader(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	created, err := store.Drifts.Create(t.Context(), input())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []*repositories.Reader{reader, store.Reader()} {
		if got, err := r.Drifts.Get(t.Context(), created.ID); err != nil || got.ResourceID != "i-1" {
			t.Errorf("read %v, %v", got, err)
		}
		if err := r.Ping(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

// What a Reader has a Store has as well.
func TestStoreHasWhatReadersHave(t *testing.T) {
	t.Parallel()
	store := reflect.TypeFor[repositories.Store]()
	for _, f := range reflect.VisibleFields(reflect.TypeFor[repositories.Reader]()) {
		if _, has := store.FieldByName(f.Name); f.IsExported() && len(f.Index) == 1 && !has {
			t.Errorf("repositories/store.go: a Reader has %s, a Store has none; write it in Store and in storeOn", f.Name)
		}
	}
}
