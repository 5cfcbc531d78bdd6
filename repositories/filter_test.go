package repositories_test

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// Each filter goes all the way: a field of the list's filter, a line of its table,
// the parser, the checks and the SQL, which keeps and leaves out.
func TestEveryFilterGoesAllTheWay(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.oneOfEach()
	walkFilters(t, l, models.DriftFilters(), func(ctx context.Context, f models.DriftFilter, p models.PageRequest) (models.Page[models.Drift], error) {
		return l.Drifts.List(ctx, models.DriftQuery{Filter: f, PageRequest: p})
	})
	walked := map[string]bool{}
	for _, list := range lists(l) {
		list.walk(t, l)
		walked[list.of] = true
	}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[repositories.Store]()) {
		if usual[f.Name+".List"] != nil && !walked[f.Name] {
			t.Errorf("repositories/%[3]s_test.go: the shelf of %[1]s has no list; write in it a function that returns listOf(%[1]q, models.%[2]sFilters(), l.%[1]s)", f.Name, strings.TrimSuffix(f.Name, "s"), snake(f.Name))
		}
	}
}

// oneOfEach writes a row of each table.
func (l *ledger) oneOfEach() {
	l.Helper()
	l.detect("s", func(in *models.Detection) { in.CostImpactMonthly = ptr(models.Cents(0)) })
	for _, e := range models.Entities() {
		if one[int](l, "SELECT count(*) FROM "+e.TableName()) > 0 {
			continue
		}
		if err := l.db.Gorm.Exec(rowsOf(e, oneRow)).Error; err != nil {
			l.Fatalf("repositories/rows_test.go: the tags of %s do not tell values that its checks take; write SQL for them in values: %v", e.TableName(), err)
		}
	}
}

// filter is what each list's filter is.
type filter interface{ Validate() error }

// walk is the way of one list's filters through everything that is made of them.
type walk[F filter, E models.Entity] struct {
	*testing.T
	l       *ledger
	filters []models.Filter[F]
	list    func(context.Context, F, models.PageRequest) (models.Page[E], error)
	file    string // where F and its table stand
	table   string // the name of that
	columns []string
}

func walkFilters[F filter, E models.Entity](t *testing.T, l *ledger, filters []models.Filter[F],
	list func(context.Context, F, models.PageRequest) (models.Page[E], error)) {
	t.Helper()
	of := reflect.TypeFor[F]()
	w := walk[F, E]{t, l, filters, list, fileOf(t, of), of.Name() + "s", columnsOf(reflect.TypeFor[E]())}
	for _, f := range filters {
		if w.described(f.FilterLine) {
			w.keeps(f)
		}
	}
	w.fields(of)
}

// said says what is wrong with the line of a filter, and where it stands.
func (w walk[F, E]) said(name, wrong string, args ...any) {
	w.Helper()
	w.Errorf("%s: the line of %s in %s %s", w.file, name, w.table, fmt.Sprintf(wrong, args...))
}

// described says whether a line has all that it takes.
func (w walk[F, E]) described(f models.FilterLine) bool {
	w.Helper()
	var row E
	switch {
	case f.Label == "":
		w.said(f.Name, "has no Label; write there what the form calls it")
	case f.Help == "":
		w.said(f.Name, "has no Help; write there what it keeps, as the others do")
	case f.Column == "" && !repositories.HasClause(f.Name):
		w.said(f.Name, "has no Column; name one of %s (%s), or write a clause %q in clauses, in repositories/filter_clauses.go",
			row.TableName(), strings.Join(w.columns, ", "), f.Name)
	case f.Column != "" && !slices.Contains(w.columns, f.Column):
		w.said(f.Name, "has the Column %q, which %s lacks; it has %s", f.Column, row.TableName(), strings.Join(w.columns, ", "))
	default:
		return true
	}
	return false
}

// keeps holds a filter to the rows that it has to keep over all its values: every one
// but those that have none in the column.
func (w walk[F, E]) keeps(f models.Filter[F]) {
	w.Helper()
	all, err := w.total(f.Name, "")
	want := all
	if f.Column != "" && f.Kind != models.FilterFlag {
		var row E
		want -= one[int64](w.l, "SELECT count(*) FROM "+row.TableName()+" WHERE "+f.Column+" IS NULL")
	}
	values := []string{uuid.NewString()} // nothing has a random id
	switch f.Kind {
	case models.FilterWords:
		values = slices.DeleteFunc(slices.Clone(f.Words), func(word string) bool { return word == string(models.StatusOpen) }) // it stands for others
		if len(values) == 1 {
			want = 0 // what is special, and a row of oneOfEach is not
		}
	case models.FilterFlag:
		values = []string{"true", "false"}
	case models.FilterSince, models.FilterUntil:
		values = []string{"0002-01-01", "9999-01-01"}
	case models.FilterAtLeast:
		values = []string{"0", fmt.Sprint(models.MaxFilterNumber)}
	default:
		want = 0
	}
	sum := int64(0)
	for _, value := range values {
		n, wrong := w.total(f.Name, value)
		sum, err = sum+n, cmp.Or(err, wrong)
	}
	switch {
	case err != nil:
		w.said(f.Name, "%v", err)
	case sum != want:
		w.said(f.Name, "keeps %d rows over all its values, of %d that have one: is its column, or its clause in repositories/filter_clauses.go, the right one?", sum, want)
	case !f.Kind.Once():
		if n, err := w.total(f.Name, "all"); n != all {
			w.said(f.Name, "keeps %d of %d rows with the value all: %v", n, all, err)
		}
	}
}

// total asks for the number of rows that a value keeps.
func (w walk[F, E]) total(name, value string) (int64, error) {
	f, request, err := models.ParseFilter(url.Values{name: {value}}, w.filters)
	if err != nil {
		return 0, fmt.Errorf("makes a filter of which the parser refuses %q: %w", value, err)
	}
	if err := f.Validate(); err != nil {
		return 0, fmt.Errorf("makes a filter of which Validate refuses %q: %w", value, err)
	}
	page, err := w.list(w.Context(), f, request)
	if err != nil {
		return 0, fmt.Errorf("makes SQL that fails with %q, as the log of the test says: does its kind suit its column? %w", value, err)
	}
	return page.Total, nil
}

// fields holds each field of the filter to one line of the table.
func (w walk[F, E]) fields(of reflect.Type) {
	w.Helper()
	reached := map[string]string{}
	for _, filter := range w.filters {
		f, _, _ := models.ParseFilter(url.Values{filter.Name: {sampleOf(filter.FilterLine)}}, w.filters)
		for i := range of.NumField() {
			name := of.Field(i).Name
			if reflect.ValueOf(f).Field(i).IsZero() {
				continue
			}
			if other, twice := reached[name]; twice {
				w.said(filter.Name, "fills in the field %s, as that of %s does; give it one of its own", name, other)
			}
			reached[name] = filter.Name
		}
	}
	for i := range of.NumField() {
		if f := of.Field(i); reached[f.Name] == "" {
			w.Errorf("%s: %s has the field %s, for which %s has no line; write %s(line{Name: …, Label: …, Help: …, Column: …}, …, func(f *F) *%s { return &f.%s })",
				w.file, of.Name(), f.Name, w.table, completes(f.Type), strings.ReplaceAll(f.Type.String(), "models.", ""), f.Name)
		}
	}
}

// completes names the function that completes a filter of a field of some type.
func completes(of reflect.Type) string {
	switch of.String() {
	case "[]string":
		return "anyTexts"
	case "*uuid.UUID":
		return "oneID"
	case "*bool":
		return "flag"
	case "*int64":
		return "atLeast"
	case "time.Time":
		return "since, or until,"
	}
	return "words"
}

// fileOf finds the file of a type of package models.
func fileOf(t *testing.T, of reflect.Type) string {
	t.Helper()
	files, err := filepath.Glob("../models/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "\ntype "+of.Name()+" struct") {
			return strings.TrimPrefix(filepath.ToSlash(file), "../")
		}
	}
	t.Fatalf("no file of models has the type %s", of.Name())
	return ""
}

// columnsOf reads the columns of an entity from its tags.
func columnsOf(of reflect.Type) (columns []string) {
	for _, f := range reflect.VisibleFields(of) {
		columns = append(columns, tagOf(f)["column"])
	}
	return columns
}
