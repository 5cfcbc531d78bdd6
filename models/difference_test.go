package models_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestEqualJSON(t *testing.T) {
	t.Parallel()
	// Within a class all are equal; across classes none are.
	for _, class := range [][][]string{
		{
			{"0", "-0", "0.0", "0e5", "-0.00e-7", "0e99999999999999999999"},
			{"1", "1.0", "1e0", "100e-2", "0.01E+2", "10e-1", "1.000000000000000000000000000"},
			{"-1", "-1.0"}, {"10", "1e1"}, {"0.1", "1e-1"},
			{"9007199254740993"}, {"9007199254740992"}, {"0.1000000000000000000000000001"},
			{"1e400", "10e399", "0.1e401"}, {"1e401"}, {"-1e400"},
			{"1e100000000000000000000", "10e99999999999999999999", "0.1e+100000000000000000001"},
			{"1e100000000000000000001"}, {"1e-100000000000000000000"},
			{`"1"`}, {"null"}, {"true"}, {"false"}, {`""`}, {"[]", "[ ]"}, {"{}"}, {`"true"`}, {`"null"`},
			{`"é"`, `"\u00e9"`}, {`"e\u0301"`}, {`"a/b"`, `"a\/b"`},
			{"[1,2]", "[1.0,2e0]"}, {"[2,1]"}, {"[1]"}, {"[1,2,null]"}, {"[[1]]"},
			{`{"a":1,"b":2}`, `{"b":2.0,"a":1}`}, {`{"a":1}`}, {`{"a":1,"b":null}`}, {`{"a":1,"c":2}`}, {`{"A":1,"b":2}`},
			{`{"a":{"b":[1,{"c":1}]}}`, `{"a":{"b":[1,{"c":1e0}]}}`},
		},
	} {
		for i, as := range class {
			for j, bs := range class {
				for _, a := range as {
					for _, b := range bs {
						if got := models.EqualJSON(decode(t, a), decode(t, b)); got != (i == j) {
							t.Errorf("%s and %s: %t", a, b, got)
						}
					}
				}
			}
		}
	}
}

func TestEquivalentJSON(t *testing.T) {
	t.Parallel()
	nothings := []string{`null`, `""`, `[]`, `{}`, `[null]`, `["",[{}]]`, `{"a":null}`, `{"a":{"b":[""]}}`}
	for _, a := range nothings {
		if !models.EmptyJSON(decode(t, a)) {
			t.Errorf("%s is not empty", a)
		}
		for _, b := range nothings {
			if !models.EquivalentJSON(decode(t, a), decode(t, b)) {
				t.Errorf("%s and %s are not equivalent", a, b)
			}
		}
		for _, b := range []string{`0`, `false`, `" "`, `[0]`, `{"a":false}`, `[null,"x"]`} {
			if models.EquivalentJSON(decode(t, a), decode(t, b)) || models.EquivalentJSON(decode(t, b), decode(t, a)) {
				t.Errorf("%s and %s are equivalent", a, b)
			}
		}
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{`{"a":1}`, `{"a":1,"b":null,"c":[],"d":{"e":""}}`, true},
		{`{"a":{"b":{"c":null,"d":1}}}`, `{"a":{"b":{"d":1.0}}}`, true},
		{`[1,null,2]`, `[1,"",2]`, true},
		{`[1,2,null,{}]`, `[1,2]`, true},
		{`[{"a":null}]`, `[{}]`, true},
		{`[null,1]`, `[1]`, false}, // lists are compared element by element
		{`[1,2]`, `[2,1]`, false},
		{`{"a":1}`, `{"a":2}`, false},
		{`{"a":1}`, `{"b":1}`, false},
		{`{"a":1}`, `[1]`, false},
		{`[1]`, `1`, false},
		{`"1"`, `1`, false},
		{`{"a":1}`, `"x"`, false},
	} {
		if got := models.EquivalentJSON(decode(t, c.a), decode(t, c.b)); got != c.want {
			t.Errorf("%s and %s: %t", c.a, c.b, got)
		}
		if got := models.EquivalentJSON(decode(t, c.b), decode(t, c.a)); got != c.want {
			t.Errorf("%s and %s: %t", c.b, c.a, got)
		}
	}
}

func TestDifference(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, expected, actual, want string }{
		{"equal", `{"a":1,"b":[1,{"c":2}]}`, `{"b":[1.0,{"c":2e0}],"a":1.00}`, `{}`},
		{"values differ", `{"a":1,"b":2,"c":3}`, `{"a":1,"b":"2","c":3.5}`,
			`{"b":{"expected":2,"actual":"2"},"c":{"expected":3,"actual":3.5}}`},
		{"nested values count as a whole", `{"a":{"x":1,"y":2}}`, `{"a":{"x":1,"y":3}}`,
			`{"a":{"expected":{"x":1,"y":2},"actual":{"x":1,"y":3}}}`},
		{"a side that lacks the key has no member", `{"a":1,"b":2}`, `{"b":2,"c":3}`,
			`{"a":{"expected":1},"c":{"actual":3}}`},
		{"null is a value", `{"a":null,"b":1}`, `{"b":null}`, `{"a":{"expected":null},"b":{"expected":1,"actual":null}}`},
		{"a gone resource lists what is not empty", `{"a":1,"b":null,"c":"","d":[],"e":{},"f":false,"g":0,"h":[{"i":null}]}`, `{}`,
			`{"a":{"expected":1},"f":{"expected":false},"g":{"expected":0}}`},
		{"a new resource", `{}`, `{"a":1,"b":null}`, `{"a":{"actual":1},"b":{"actual":null}}`},
		{"nothing", `{}`, `{}`, `{}`},
		{"every digit is kept", `{"a":1.000000000000000000001}`, `{"a":1.0000000000000000000010001}`,
			`{"a":{"expected":1.000000000000000000001,"actual":1.0000000000000000000010001}}`},
		{"a list is ordered", `{"a":[1,2]}`, `{"a":[2,1]}`, `{"a":{"expected":[1,2],"actual":[2,1]}}`},
		{"names are told apart by case", `{"a":1}`, `{"A":1}`, `{"a":{"expected":1},"A":{"actual":1}}`},
	} {
		got := models.Difference(object(t, c.expected), object(t, c.actual))
		if want := object(t, c.want); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %s instead of %s", c.name, models.MustJSON(got), models.MustJSON(want))
		}
	}
	if got := models.Difference(nil, nil); got == nil || len(got) != 0 {
		t.Errorf("of nil: %v", got)
	}
	if got := models.Difference(object(t, `{"a":1,"b":null}`), nil); !reflect.DeepEqual(got, object(t, `{"a":{"expected":1}}`)) {
		t.Errorf("nil for a gone resource: %v", got)
	}
}

// canonical writes a value so that equal values have equal texts: the slow and
// obvious way. It gives up (ok is false) on numbers too large to write out.
func canonical(v any) (text string, ok bool) {
	switch v := v.(type) {
	case json.Number:
		if i := strings.IndexAny(string(v), "eE"); i >= 0 {
			if e, err := strconv.Atoi(string(v[i+1:])); err != nil || max(e, -e) > 5000 {
				return "", false
			}
		}
		r, _ := new(big.Rat).SetString(string(v))
		return r.RatString(), true
	case []any:
		parts := make([]string, len(v))
		for i, e := range v {
			if parts[i], ok = canonical(e); !ok {
				return "", false
			}
		}
		return "[" + strings.Join(parts, ",") + "]", true
	case map[string]any:
		var parts []string
		for _, k := range models.SortedKeys(v) {
			value, ok := canonical(v[k])
			if !ok {
				return "", false
			}
			parts = append(parts, strconv.Quote(k)+":"+value)
		}
		return "{" + strings.Join(parts, ",") + "}", true
	case string:
		return strconv.Quote(v), true
	}
	return fmt.Sprint(v), true
}

// pruned takes out all that counts as nothing: members of objects, and the ends of
// lists; elsewhere in a list it stands as nil.
func pruned(v any) any {
	switch v := v.(type) {
	case string:
		if v == "" {
			return nil
		}
	case []any:
		var list []any
		for _, e := range v {
			list = append(list, pruned(e))
		}
		for len(list) > 0 && list[len(list)-1] == nil {
			list = list[:len(list)-1]
		}
		if len(list) == 0 {
			return nil
		}
		return list
	case map[string]any:
		left := map[string]any{}
		for k, e := range v {
			if e = pruned(e); e != nil {
				left[k] = e
			}
		}
		if len(left) == 0 {
			return nil
		}
		return left
	}
	return v
}

// compareWithReference holds the three functions to the slow and obvious way.
func compareWithReference(t *testing.T, a, b any) {
	t.Helper()
	ca, okA := canonical(a)
	cb, okB := canonical(b)
	if !okA || !okB {
		return
	}
	if got := models.EqualJSON(a, b); got != (ca == cb) {
		t.Fatalf("EqualJSON(%s, %s) is %t", ca, cb, got)
	}
	pa, _ := canonical(pruned(a))
	pb, _ := canonical(pruned(b))
	if got := models.EquivalentJSON(a, b); got != (pa == pb) {
		t.Fatalf("EquivalentJSON(%s, %s) is %t", ca, cb, got)
	}
	if got := models.EmptyJSON(a); got != (pruned(a) == nil) {
		t.Fatalf("EmptyJSON(%s) is %t", ca, got)
	}
	expected, isObject := a.(map[string]any)
	actual, alsoObject := b.(map[string]any)
	if !isObject || !alsoObject {
		return
	}
	want := map[string]any{}
	for key := range merged(expected, actual) {
		sides := map[string]any{}
		if e, ok := expected[key]; ok {
			sides["expected"] = e
		}
		if a, ok := actual[key]; ok {
			sides["actual"] = a
		}
		e, _ := canonical(expected[key])
		a, _ := canonical(actual[key])
		gone := len(actual) == 0 && pruned(expected[key]) == nil
		if !gone && (len(sides) == 1 || e != a) {
			want[key] = sides
		}
	}
	if got := models.Difference(expected, actual); !reflect.DeepEqual(got, want) {
		t.Fatalf("Difference(%s, %s) is %v instead of %v", ca, cb, got, want)
	}
}

func merged(a, b map[string]any) map[string]any {
	all := map[string]any{}
	for k := range a {
		all[k] = nil
	}
	for k := range b {
		all[k] = nil
	}
	return all
}

func TestDifferenceAgainstTheReference(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		a := map[string]any{}
		for range random.IntN(4) {
			a[string(rune('a'+random.IntN(4)))] = randomJSON(random, 3)
		}
		compareWithReference(t, a, vary(random, a))
		compareWithReference(t, vary(random, a), a)
	}
}

func FuzzDifference(f *testing.F) {
	for _, pair := range [][2]string{
		{`{"a":1}`, `{"a":1.0}`}, {`{"a":null}`, `{}`}, {`{"a":[1,null]}`, `{"a":[1]}`}, {`{}`, `{"b":""}`},
		{`{"a":-0}`, `{"a":0e7}`}, {`[{"a":[]}]`, `[null]`}, {`{"a":"1"}`, `{"a":1}`}, {`1e400`, `10e399`},
		{`{"x":0.1,"y":{"z":[true]}}`, `{"y":{"z":[true,{}]},"x":100e-3}`},
	} {
		f.Add([]byte(pair[0]), []byte(pair[1]))
	}
	f.Fuzz(func(t *testing.T, left, right []byte) {
		a, err := models.DecodeJSON(left)
		if err != nil {
			return
		}
		b, err := models.DecodeJSON(right)
		if err != nil {
			return
		}
		compareWithReference(t, a, b)
		compareWithReference(t, b, a)
		compareWithReference(t, a, a)
	})
}

// randomJSON draws a value of few words, so that equal ones are common.
func randomJSON(random *rand.Rand, depth int) any {
	atoms := []any{
		nil, true, false, "", "a", "1", "é",
		json.Number("0"), json.Number("-0.0"), json.Number("1"), json.Number("1.0"), json.Number("10e-1"), json.Number("-1"),
		json.Number("0.1"), json.Number("1e-1"), json.Number("1e3"), json.Number("1000"), json.Number("9007199254740993"),
	}
	n := random.IntN(len(atoms) + 2*depth)
	switch {
	case n < len(atoms):
		return atoms[n]
	case n%2 == 0:
		list := []any{}
		for range random.IntN(4) {
			list = append(list, randomJSON(random, depth-1))
		}
		return list
	}
	object := map[string]any{}
	for range random.IntN(4) {
		object[string(rune('a'+random.IntN(3)))] = randomJSON(random, depth-1)
	}
	return object
}

var wholeNumber = regexp.MustCompile(`^-?[1-9][0-9]*$`)

// vary copies a value with a few changes: another spelling of a number, another
// value, a key or element more or less.
func vary(random *rand.Rand, v any) any {
	if random.IntN(12) == 0 {
		return randomJSON(random, 2)
	}
	switch v := v.(type) {
	case json.Number:
		if wholeNumber.MatchString(string(v)) && random.IntN(2) == 0 {
			return v + []json.Number{".0", "e0", "0e-1", ".00E+0"}[random.IntN(4)]
		}
	case []any:
		list := []any{}
		for _, e := range v {
			list = append(list, vary(random, e))
		}
		if random.IntN(8) == 0 {
			list = append(list, randomJSON(random, 1))
		}
		return list
	case map[string]any:
		object := map[string]any{}
		for k, e := range v {
			if random.IntN(12) > 0 {
				object[k] = vary(random, e)
			}
		}
		if random.IntN(8) == 0 {
			object[string(rune('a'+random.IntN(4)))] = randomJSON(random, 1)
		}
		return object
	}
	return v
}
