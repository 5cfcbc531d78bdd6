package pages

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func decoded(t testing.TB, text string) side {
	t.Helper()
	if text == "" {
		return side{}
	}
	v, err := models.DecodeJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return side{v, true}
}

// spell writes leaves as path:expected>actual, with - for a side that is absent.
func spell(leaves []leaf) string {
	word := func(s side) string {
		if !s.Present {
			return "-"
		}
		return string(models.MustJSON(s.Value))
	}
	words := make([]string, len(leaves))
	for i, l := range leaves {
		words[i] = fmt.Sprintf("%s:%s>%s", l.Path, word(l.Expected), word(l.Actual))
	}
	return strings.Join(words, " ")
}

func TestTakeApart(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, expected, actual, changed, same string }{
		{"a scalar", `1`, `2`, ":1>2", ""},
		{"an absent side", ``, `{"a":1}`, `:->{"a":1}`, ""},
		{"null is not absent", `{"a":null}`, `{}`, ".a:null>-", ""},
		{"other types", `[1]`, `"1"`, `:[1]>"1"`, ""},
		{"an object", `{"a":1,"b":2,"c":3}`, `{"a":1,"b":5,"d":4}`, ".b:2>5 .c:3>- .d:->4", ".a:1>1"},
		{"odd names", `{"a.b":1,"":2,"x y":3}`, `{"a.b":2,"":3,"x y":4}`, `[""]:2>3 ["a.b"]:1>2 ["x y"]:3>4`, ""},
		{"a list by index", `[1,2,3]`, `[1,5,3]`, "[1]:2>5", "[0]:1>1 [2]:3>3"},
		{"an element put in front", `[1,2]`, `[0,1,2]`, "[0]:->0", "[0]:1>1 [1]:2>2"},
		{"an element taken out", `[1,2,3]`, `[1,3]`, "[1]:2>-", "[0]:1>1 [2]:3>3"},
		{"an emptied list", `[1,2]`, `[]`, "[0]:1>- [1]:2>-", ""},
		{"a repeated element", `[1,1]`, `[1]`, "[1]:1>-", "[0]:1>1"},
		{"deep", `[{"rules":[{"port":22,"cidr":["a","b"]}]}]`, `[{"rules":[{"port":22,"cidr":["a","c"]}]}]`,
			`[0].rules[0].cidr[1]:"b">"c"`, `[0].rules[0].cidr[0]:"a">"a" [0].rules[0].port:22>22`},
		{"numbers by value", `{"a":1.0,"b":1}`, `{"a":1,"b":2}`, ".b:1>2", ".a:1.0>1"},
		{"JSON in text", `"{\"Action\":\"a\",\"Effect\":\"Allow\"}"`, `"{\"Action\":\"b\",\"Effect\":\"Allow\"}"`, `.Action:"a">"b"`, `.Effect:"Allow">"Allow"`},
		{"JSON in text that is only spaced anew", `"{\"a\":1}"`, `"{ \"a\": 1 }"`, `:"{\"a\":1}">"{ \"a\": 1 }"`, ""},
		{"text that only looks like JSON", `"{a"`, `"{b"`, `:"{a">"{b"`, ""},
		{"empty against empty", `{}`, `[]`, ":{}>[]", ""},
	} {
		k := takeApart("key", decoded(t, test.expected), decoded(t, test.actual))
		if got := spell(k.Changed); got != test.changed {
			t.Errorf("%s: changed %s, want %s", test.name, got, test.changed)
		}
		if got := spell(k.Same); got != test.same {
			t.Errorf("%s: same %s, want %s", test.name, got, test.same)
		}
		if k.Secret {
			t.Errorf("%s: called a secret", test.name)
		}
	}
}

func TestTakeApartSecrets(t *testing.T) {
	t.Parallel()
	k := takeApart("auth", decoded(t, `{"user":"a","token":"(sensitive)"}`), decoded(t, `{"user":"a","token":"(sensitive)"}`))
	if !k.Secret || spell(k.Changed) != `.token:"(sensitive)">"(sensitive)"` || spell(k.Same) != `.user:"a">"a"` {
		t.Errorf("%+v", k)
	}
	k = takeApart("auth", decoded(t, `{"user":"a","token":"(sensitive)"}`), decoded(t, `{"user":"b","token":"(sensitive)"}`))
	if k.Secret || spell(k.Changed) != `.user:"a">"b"` {
		t.Errorf("%+v", k)
	}
}

func TestTakeApartCountsWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	long := func(shift, n int) side {
		list := make([]any, n)
		for i := range list {
			list[i] = json.Number(fmt.Sprint(i + shift))
		}
		return side{list, true}
	}
	if k := takeApart("k", long(0, 1000), long(1, 1000)); len(k.Changed) != maxChangedLeaves || k.MoreChanged != 1000-maxChangedLeaves {
		t.Errorf("%d changed and %d more", len(k.Changed), k.MoreChanged)
	}
	if k := takeApart("k", long(0, 999), long(0, 1000)); spell(k.Changed) != "[999]:->999" || len(k.Same)+k.MoreSame != 999 {
		t.Errorf("%d same and %d more", len(k.Same), k.MoreSame)
	}
}

// FuzzTakeApart: every leaf that is called changed differs, none that is called
// the same does, and equal sides have no changed leaf but the key itself.
func FuzzTakeApart(f *testing.F) {
	f.Add(`{"a":[1,{"b":"x"}]}`, `{"a":[{"b":"y"},1],"c":null}`)
	f.Add(`"[1]"`, `"[2]"`)
	f.Add(`[[],{},""]`, `[{},[],null]`)
	f.Fuzz(func(t *testing.T, expected, actual string) {
		e, errE := models.DecodeJSON([]byte(expected))
		a, errA := models.DecodeJSON([]byte(actual))
		if errE != nil || errA != nil {
			t.Skip()
		}
		k := takeApart("k", side{e, true}, side{a, true})
		equal := models.EqualJSON(e, a)
		for _, l := range k.Changed {
			if !equal && l.Expected.Present && l.Actual.Present && models.EqualJSON(l.Expected.Value, l.Actual.Value) {
				t.Errorf("%s is called changed", l.Path)
			}
			showPair(l.Expected, l.Actual)
		}
		if !equal && len(k.Changed) == 0 {
			t.Error("nothing changed")
		}
		if slices.ContainsFunc(k.Same, func(l leaf) bool { return !models.EqualJSON(l.Expected.Value, l.Actual.Value) }) {
			t.Error("a changed leaf is called the same")
		}
	})
}
