package models_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

var (
	someone = uuid.MustParse("11111111-2222-3333-4444-555555555555")
	noon    = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	someIP  = func() *models.IP { ip, _ := models.ParseIP("192.0.2.1"); return &ip }()
)

// change is a valid input with one thing changed, and the fields that are wrong then.
type change[T any] struct {
	name  string
	apply func(*T)
	want  []string
}

func checkInput[T interface{ Validate() error }](t *testing.T, valid T, changes []change[T]) {
	t.Helper()
	if err := valid.Validate(); err != nil {
		t.Fatalf("%T: the valid one is refused: %v", valid, err)
	}
	for _, c := range changes {
		in := valid
		c.apply(&in)
		err := in.Validate()
		if got := fieldsOf(t, err); !slices.Equal(got, c.want) {
			t.Errorf("%T, %s: %v instead of %v (%v)", in, c.name, got, c.want, err)
		}
		if err != nil && (strings.ContainsAny(err.Error(), "\n\x00") || len(err.Error()) > 300) {
			t.Errorf("%T, %s: not a line: %q", in, c.name, err)
		}
	}
}

// limit tries a text of a field at its limit in characters of three bytes each, one
// past it, and what no text column takes. Where the field is required, it tries without too.
func limit[T any](field string, characters int, required bool, set func(*T, string)) []change[T] {
	with := func(name, value string, wrong bool) change[T] {
		c := change[T]{field + " " + name, func(in *T) { set(in, value) }, nil}
		if wrong {
			c.want = []string{field}
		}
		return c
	}
	list := []change[T]{
		with("at its limit", strings.Repeat("世", max(characters, 1)), false),
		with("without a value", "", required), with("of spaces", " \t ", required),
		with("with U+0000", "a\x00b", true), with("not in UTF-8", "a\xff", true), with("with SQL", "'; --", false),
	}
	if characters > 0 {
		list = append(list, with("past its limit", strings.Repeat("世", characters+1), true))
	}
	return list
}

// jsonObject tries what a state may be and what not.
func jsonObject[T any](field string, required bool, set func(*T, models.JSON)) []change[T] {
	var list []change[T]
	for text, wrong := range map[string]bool{
		"": required, "{}": false, `{"a":1.000000000000000000000000001}`: false,
		"null": true, "[]": true, `"a"`: true, "1": true, "{": true, `{"a":1} {}`: true, `{"a":1,"a":2}`: true, "{\"a\":\"\xff\"}": true,
		`{"a":"\u0000"}`: true, `{"a\u0000":1}`: true, `{"a":1e999999}`: true,
		`{"a":` + nested(models.MaxJSONDepth-1, "") + `}`: false, `{"a":` + nested(models.MaxJSONDepth, "") + `}`: true,
		`{"a":` + nested(10_000, "") + `}`: true,
	} {
		c := change[T]{field + " " + text[:min(len(text), 40)], func(in *T) { set(in, models.JSON(text)) }, nil}
		if wrong {
			c.want = []string{field}
		}
		list = append(list, c)
	}
	return list
}

// moment tries the first and last times that a column takes, and those beyond.
func moment[T any](field string, whenZero bool, set func(*T, time.Time)) []change[T] {
	var list []change[T]
	for name, c := range map[string]struct {
		at    time.Time
		wrong bool
	}{
		"zero":       {time.Time{}, whenZero},
		"earliest":   {time.Date(1, 1, 1, 0, 0, 0, 1000, time.UTC), false},
		"too early":  {time.Date(0, 12, 31, 23, 59, 59, 0, time.UTC), true},
		"latest":     {time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), false},
		"too late":   {time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), true},
		"other zone": {time.Date(9999, 12, 31, 23, 59, 59, 0, time.FixedZone("", -3600)), true},
	} {
		change := change[T]{field + " " + name, func(in *T) { set(in, c.at) }, nil}
		if c.wrong {
			change.want = []string{field}
		}
		list = append(list, change)
	}
	return list
}
