package reports_test

import "testing"

// An attribute whose expression refers to variables that are null alone may be set to
// null, which sets nothing. In modules of others that is the rule.
func TestVariablesThatAreNull(t *testing.T) {
	t.Parallel()
	const given = `"variables":{"none":{"value":null},"some":{"value":"x"},"object":{"value":{"a":null,"b":1}}}`
	const module = `"module":{"variables":{"passed":{},"left":{"default":null},"default":{"default":"x"},"must":{}},"resources":[{"address":"t.a","expressions":`
	for name, c := range map[string]struct{ root, called, want string }{
		"a root variable":               {`{"references":["var.none"]}`, "", "unknown"},
		"one that is not":               {`{"references":["var.some"]}`, "", "true"},
		"one of which nothing is known": {`{"references":["var.other"]}`, "", "true"},
		"beside one that is not":        {`{"references":["var.none","var.some"]}`, "", "true"},
		"beside something else":         {`{"references":["var.none","local.x"]}`, "", "true"},
		"a part of one":                 {`{"references":["var.object.a","var.object"]}`, "", "unknown"},
		"a part that is not":            {`{"references":["var.object.b","var.object"]}`, "", "true"},
		"a part that it lacks":          {`{"references":["var.object.c","var.object"]}`, "", "unknown"},
		"the whole of it":               {`{"references":["var.object"]}`, "", "true"},
		"what a module leaves open":     {`{}`, `{"references":["var.left"]}`, "unknown"},
		"what it is given":              {`{"references":["var.none"]}`, `{"references":["var.passed"]}`, "unknown"},
		"as a constant":                 {`{"constant_value":null}`, `{"references":["var.passed"]}`, "unknown"},
		"that is not null":              {`{"references":["var.some"]}`, `{"references":["var.passed"]}`, "true"},
		"that is a constant":            {`{"constant_value":"y"}`, `{"references":["var.passed"]}`, "true"},
		"a function's":                  {`{}`, `{"references":["var.passed"]}`, "true"},
		"its default":                   {`{}`, `{"references":["var.default"]}`, "true"},
		"what it must be given":         {`{}`, `{"references":["var.must"]}`, "true"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, code := "t.a", `"resources":[{"address":"t.a","expressions":{"x":`+c.root+`}}]`
			if c.called != "" {
				address = "module.m.t.a"
				code = `"module_calls":{"m":{` + module + `{"x":` + c.called + `}}]},"expressions":{"passed":` + c.root + `}}}`
			}
			code = `"configuration":{"root_module":{` + code + `}}`
			one := drift(updatedAt(address, `{"x":"1"}`, `{"x":"2"}`))
			for _, text := range []string{plan(one, given, code), plan(code, one, given)} {
				_, all := mustOpen(t, text)
				if got := inCode(all[0], "x"); got != c.want {
					t.Errorf("got %s, want %s", got, c.want)
				}
			}
		})
	}
}

// Of blocks of a kind any may be the one that a path means, and one that surely sets an
// attribute is enough.
func TestVariablesThatAreNullInBlocks(t *testing.T) {
	t.Parallel()
	for blocks, want := range map[string]string{
		`[{"x":{"references":["var.none"]}}]`:                                      "unknown",
		`[{"x":{"references":["var.none"]}},{"x":{"references":["var.none"]}}]`:    "unknown",
		`[{"x":{"references":["var.none"]}},{"x":{"constant_value":1}}]`:           "true",
		`[{"x":{"constant_value":1}},{"x":{"references":["var.none"]}}]`:           "true",
		`[{"x":{"references":["var.none"]}},{"x":{"references":["var.another"]}}]`: "true",
	} {
		code := `"configuration":{"root_module":{"variables":{"none":{"default":null}},"resources":[{"address":"t.a","expressions":{"b":` + blocks + `}}]}}`
		_, all := mustOpen(t, plan(code, drift(updated(`{"b":[{"x":1},{"x":1}]}`, `{"b":[{"x":2},{"x":1}]}`))))
		if got := inCode(all[0], "b[0].x"); got != want {
			t.Errorf("%s: got %s, want %s", blocks, got, want)
		}
	}
}
