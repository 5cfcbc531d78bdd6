package models_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

// written lists changes as "path: expected → actual", a side that has no value as nothing.
func written(changes []models.Change) string {
	var lines []string
	for _, c := range changes {
		side := func(has bool, v any) string {
			if !has {
				return "nothing"
			}
			return string(models.MustJSON(v))
		}
		lines = append(lines, c.Path.String()+": "+side(c.InExpected, c.Expected)+" → "+side(c.InActual, c.Actual))
	}
	return strings.Join(lines, "; ")
}

func stateOf(t *testing.T, text string) map[string]any {
	t.Helper()
	o, err := models.JSON(text).Object()
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestChanges(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ expected, actual, want string }{
		"nothing":              {`{"a":1,"b":[{"c":null}]}`, `{"b":[{"c":null}],"a":1.0}`, ""},
		"a value":              {`{"a":{"b":[{"c":1}]}}`, `{"a":{"b":[{"c":2}]}}`, `a.b[0].c: 1 → 2`},
		"a key that is quoted": {`{"labels":{"a.b/c":"x"}}`, `{"labels":{"a.b/c":"y"}}`, `labels["a.b/c"]: "x" → "y"`},
		"a missing subtree":    {`{"a":{"b":{"c":1,"d":2}}}`, `{"a":{}}`, `a.b: {"c":1,"d":2} → nothing`},
		"another kind":         {`{"a":{"b":1}}`, `{"a":[1]}`, `a: {"b":1} → [1]`},
		"null against a value": {`{"a":null}`, `{"a":{"b":1}}`, `a: null → {"b":1}`},
		"another order":        {`{"a":{"l":[1,2,3]}}`, `{"a":{"l":[3,1,2]}}`, `a.l: [1,2,3] → [3,1,2]`},
		"one in front":         {`{"l":["b","c"]}`, `{"l":["a","b","c"]}`, `l[0]: nothing → "a"`},
		"one removed":          {`{"l":["a","b","c"]}`, `{"l":["a","c"]}`, `l[1]: "b" → nothing`},
		"one in front of blocks": {`{"r":[{"port":80,"from":["x"]},{"port":443,"from":["y"]}]}`,
			`{"r":[{"port":22,"from":["0.0.0.0/0"]},{"port":80,"from":["x"]},{"port":443,"from":["y"]}]}`,
			`r[0]: nothing → {"from":["0.0.0.0/0"],"port":22}`},
		"paired by name": {`{"r":[{"name":"a","x":1},{"name":"b","x":2}]}`,
			`{"r":[{"name":"new","x":0},{"name":"b","x":2},{"name":"a","x":9}]}`, `r[0]: nothing → {"name":"new","x":0}; r[2].x: 1 → 9`},
		"a name that is held twice": {`{"r":[{"name":"a","x":1},{"name":"a","x":2}]}`, `{"r":[{"name":"a","x":2},{"name":"a","x":3}]}`, `r[1].x: 1 → 3`},
		"in another order, described anew": {`{"r":[{"port":80,"description":"a"},{"port":443,"description":"b"}]}`,
			`{"r":[{"port":443,"description":"B"},{"port":80,"description":"A"}]}`, `r[0].description: "b" → "B"; r[1].description: "a" → "A"`},
		"described anew behind one that is new": {`{"r":[{"port":80,"description":"a"}]}`, `{"r":[{"port":22,"description":"a"},{"port":80,"description":"b"}]}`,
			`r[0]: nothing → {"description":"a","port":22}; r[1].description: "a" → "b"`},
		"paired by place":         {`{"r":[{"x":1},{"x":2}]}`, `{"r":[{"x":1},{"x":3}]}`, `r[1].x: 2 → 3`},
		"equal ones twice":        {`{"l":["a","a","b"]}`, `{"l":["a","b"]}`, `l[1]: "a" → nothing`},
		"a resource that is gone": {`{"a":1,"b":null,"c":[""],"d":false}`, `{}`, `a: 1 → nothing; d: false → nothing`},
		"everything is new":       {`{}`, `{"a":1}`, `a: nothing → 1`},
	} {
		if got := written(models.Changes(stateOf(t, c.expected), stateOf(t, c.actual))); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// What has no change is equal, and what is equal has none, whatever the shape; and
// the changes of a drift stand under the keys of its difference.
func TestChangesAgreeWithEquality(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 1))
	for range 20_000 {
		a, b := randomObject(random, 3), randomObject(random, 3)
		if len(b) == 0 {
			continue // a resource that is gone has rules of its own
		}
		changes, difference := models.Changes(a, b), models.Difference(a, b)
		tops := map[string]bool{}
		for _, c := range changes {
			tops[c.Path.Top()] = true
			if !c.InExpected && !c.InActual || c.InExpected && c.InActual && models.EqualJSON(c.Expected, c.Actual) {
				t.Fatalf("seed %d: %v is no change", seed, c)
			}
		}
		for key := range difference {
			if !tops[key] {
				t.Fatalf("seed %d: %v and %v differ at %s, which no change says", seed, a, b, key)
			}
		}
		if len(tops) != len(difference) || (len(changes) == 0) != models.EqualJSON(a, b) {
			t.Fatalf("seed %d: %v and %v: %s beside %v", seed, a, b, written(changes), difference)
		}
	}
}

func randomObject(r *rand.Rand, depth int) map[string]any {
	o := map[string]any{}
	for range r.IntN(4) {
		o[[]string{"name", "b", "c.d", "id"}[r.IntN(4)]] = randomValue(r, depth-1)
	}
	return o
}

func randomValue(r *rand.Rand, depth int) any {
	switch n := r.IntN(8); {
	case n < 2 && depth > 0:
		return randomObject(r, depth)
	case n < 4 && depth > 0:
		list := []any{}
		for range r.IntN(4) {
			list = append(list, randomValue(r, depth-1))
		}
		return list
	case n == 4:
		return nil
	case n == 5:
		return r.IntN(2) == 0
	}
	return []string{"", "x", "y"}[r.IntN(3)]
}

func BenchmarkChanges(b *testing.B) {
	big := func(value string) map[string]any {
		list := make([]any, 10_000)
		for i := range list {
			list[i] = map[string]any{"name": fmt.Sprint("rule-", i), "value": value, "ports": []any{"80", "443"}}
		}
		return map[string]any{"rules": list}
	}
	expected, actual := big("a"), big("b")
	for b.Loop() {
		if n := len(models.Changes(expected, actual)); n != 10_000 {
			b.Fatalf("%d changes", n)
		}
	}
}
