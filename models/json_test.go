package models_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clouddrift/guardian/models"
)

func nested(levels int, inside string) string {
	return strings.Repeat("[", levels) + inside + strings.Repeat("]", levels)
}

func TestDecodeJSONIsStrict(t *testing.T) {
	t.Parallel()
	for text, problem := range map[string]string{
		``:                           "is not JSON: it ends too soon",
		` `:                          "is not JSON: it ends too soon",
		`{"a":1`:                     "is not JSON: it ends too soon",
		`{"a":1}}`:                   "is not JSON: more follows after the value",
		`{"a":1} x`:                  "is not JSON: more follows after the value",
		`1 2`:                        "is not JSON: more follows after the value",
		"1 \x00":                     "is not JSON: more follows after the value",
		`{"a":1,"a":1}`:              `is not JSON that can be kept: name "/a" stands twice`,
		`{"a":1,"\u0061":2}`:         `is not JSON that can be kept: name "/a" stands twice`,
		`[{"b":{"c":1,"c":2}}]`:      `is not JSON that can be kept: name "/0/b/c" stands twice`,
		`{"x\ny":1,"x\ny":1}`:        `is not JSON that can be kept: name "/x\ny" stands twice`,
		"\"\xff\"":                   "is not JSON: invalid UTF-8",
		"{\"\xc3\":1}":               "is not JSON: invalid UTF-8",
		`"\ud800"`:                   "is not JSON: invalid surrogate pair",
		`01`:                         "is not JSON: ",
		`+1`:                         "is not JSON: ",
		`.5`:                         "is not JSON: ",
		`1.`:                         "is not JSON: ",
		`NaN`:                        "is not JSON: ",
		`{a:1}`:                      "is not JSON: ",
		`{"a":1,}`:                   "is not JSON: ",
		`['a']`:                      "is not JSON: ",
		"\"a\nb\"":                   "is not JSON: ",
		"\ufeff{}":                   "is not JSON: ",
		nested(10_001, ""):           "is not JSON: ",
		strings.Repeat("[", 100_000): "is not JSON: ",
	} {
		v, err := models.DecodeJSON([]byte(text))
		if err == nil {
			t.Errorf("%.40q is taken for %v", text, v)
		} else if !strings.HasPrefix(err.Error(), problem) || strings.Contains(err.Error(), "\n") || len(err.Error()) > 300 {
			t.Errorf("%.40q: %v", text, err)
		}
	}
	long := strings.Repeat("k", 100_000)
	if _, err := models.DecodeJSON([]byte(`{"` + long + `":1,"` + long + `":2}`)); err == nil || len(err.Error()) > 200 {
		t.Errorf("a long name: %.300v", err)
	}
}

func TestDecodeJSON(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]any{
		`null`: nil, `true`: true, `false`: false, `""`: "", ` "a" `: "a", `"\u0000"`: "\x00", `"\ud83d\ude00"`: "😀",
		`1.50`: json.Number("1.50"), `-0`: json.Number("-0"), `1E+400`: json.Number("1E+400"),
		`[]`: []any{}, `{}`: map[string]any{},
		`[1,{"a":[null]}]`: []any{json.Number("1"), map[string]any{"a": []any{nil}}},
	} {
		if got := decode(t, text); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %#v instead of %#v", text, got, want)
		}
	}
	if _, err := models.DecodeJSON([]byte(nested(10_000, ""))); err != nil {
		t.Errorf("10,000 levels: %v", err)
	}
}

// Digits, spellings and characters come out as they went in.
func TestEncodeJSONKeepsEverything(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"a":1.0,"b":1.00,"c":1e0,"d":-0,"e":123456789012345678901234567890.000000000000000000001,"f":1E+400}`,
		`["<b>&amp;</b>","é","世界","😀","\u0000","\\\"/"]`,
		`[null,true,false,"",[],{}]`,
	} {
		got, err := models.EncodeJSON(decode(t, text))
		if err != nil || string(got) != text {
			t.Errorf("%s became %s, %v", text, got, err)
		}
	}
	if got := string(models.MustJSON(decode(t, `{"b":1,"a":2}`))); got != `{"a":2,"b":1}` {
		t.Errorf("not sorted: %s", got)
	}
	if _, err := models.EncodeJSON(func() {}); err == nil {
		t.Error("a function is taken for JSON")
	}
	defer func() {
		if recover() == nil {
			t.Error("MustJSON does not panic")
		}
	}()
	models.MustJSON(json.Number("x"))
}

func TestEncodeJSONList(t *testing.T) {
	t.Parallel()
	for _, list := range [][]any{{}, {"<a>"}, {map[string]any{"b": json.Number("1.0"), "a": nil}, []any{}, false}} {
		got, err := models.EncodeJSONList(list)
		if whole, _ := models.EncodeJSON(list); err != nil || string(got) != string(whole) {
			t.Errorf("%v became %s, %v, want %s", list, got, err, whole)
		}
	}
	if got, err := models.EncodeJSONList[any](nil); err != nil || string(got) != "[]" {
		t.Errorf("no list became %s, %v", got, err)
	}
	if _, err := models.EncodeJSONList([]any{func() {}}); err == nil {
		t.Error("a function is taken for JSON")
	}
}

func FuzzDecodeJSON(f *testing.F) {
	for _, text := range []string{`{"a":[1.50,null,"\u0000"]}`, `{"a":1,"a":2}`, "\"\xff\"", `1 2`, `{} x`, `-0e+1`, `[[[[]]]]`, `"\ud800"`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		v, err := models.DecodeJSON(raw)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n\r") || len(err.Error()) > 300 {
				t.Errorf("not a line: %q", err)
			}
			return
		}
		if !json.Valid(raw) || !utf8.Valid(raw) {
			t.Fatalf("%q is taken for JSON", raw)
		}
		encoded, err := models.EncodeJSON(v)
		if err != nil {
			t.Fatal(err)
		}
		again, err := models.DecodeJSON(encoded)
		if err != nil || !reflect.DeepEqual(v, again) {
			t.Fatalf("%q became %q, %v", raw, encoded, err)
		}
		// encoding/json reads the same, where it keeps numbers as text too.
		d := json.NewDecoder(strings.NewReader(string(raw)))
		d.UseNumber()
		var theirs any
		if err := d.Decode(&theirs); err == nil && !reflect.DeepEqual(v, theirs) {
			t.Fatalf("%q is read as %#v, by encoding/json as %#v", raw, v, theirs)
		}
	})
}

func TestJSONColumn(t *testing.T) {
	t.Parallel()
	var j models.JSON
	for _, src := range []any{`{"a":1.0}`, []byte(`{"a":1.0}`)} {
		if err := j.Scan(src); err != nil || string(j) != `{"a":1.0}` {
			t.Errorf("%T: %s, %v", src, j, err)
		}
	}
	raw := []byte(`{"a":1}`)
	_ = j.Scan(raw)
	raw[2] = 'b'
	if string(j) != `{"a":1}` {
		t.Error("the driver's bytes are kept, which it uses again")
	}
	if v, err := j.Value(); v != `{"a":1}` || err != nil {
		t.Errorf("Value: %v, %v", v, err)
	}
	if err := j.Scan(1); err == nil {
		t.Error("a number is taken for JSON")
	}
	if err := j.Scan(nil); err != nil || j != nil {
		t.Errorf("NULL: %s, %v", j, err)
	}
	if v, err := j.Value(); v != nil || err != nil {
		t.Errorf("Value of nothing: %v, %v", v, err)
	}

	out, err := json.Marshal(map[string]models.JSON{"a": nil, "b": models.JSON(`{"n":1.00}`)})
	if err != nil || string(out) != `{"a":null,"b":{"n":1.00}}` {
		t.Errorf("%s, %v", out, err)
	}
	var in struct{ A models.JSON }
	if err := json.Unmarshal([]byte(`{"A": {"n": 1.00}}`), &in); err != nil || string(in.A) != `{"n": 1.00}` {
		t.Errorf("%s, %v", in.A, err)
	}
}

func TestJSONObject(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]map[string]any{``: {}, `{}`: {}, `{"a":null}`: {"a": nil}, `null`: {}, `[]`: {}, `[{"a":1}]`: {}, `"a"`: {}, `1`: {}} {
		if got, err := models.JSON(text).Object(); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	if got, err := models.JSON(`{`).Object(); err == nil {
		t.Errorf("of no JSON: %v", got)
	}
}
