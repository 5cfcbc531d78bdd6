package reports_test

import "testing"

// A mask is as deep as it says, and two of them mark what either does.
func TestMasks(t *testing.T) {
	t.Parallel()
	const values, s = `{"a":"1","l":[{"p":"2","q":"3"},{"p":"4","q":"5"}],"o":{"x":{"y":"6","z":"7"}}}`, `"(sensitive)"`
	for name, c := range map[string]struct{ one, other, want string }{
		"none":             {`{}`, `{}`, values},
		"no mask at all":   {`"x"`, `7`, values},
		"leaves of false":  {`{"a":false,"l":[{"p":false}],"o":{}}`, `{"l":[]}`, values},
		"places in a list": {`{"l":[{},{"p":true}]}`, `{"l":[{"q":true}]}`, `{"a":"1","l":[{"p":"2","q":` + s + `},{"p":` + s + `,"q":"5"}],"o":{"x":{"y":"6","z":"7"}}}`},
		"depths":           {`{"o":{"x":{"y":true}}}`, `{"a":true,"o":{"x":{"z":true}}}`, `{"a":` + s + `,"l":[{"p":"2","q":"3"},{"p":"4","q":"5"}],"o":{"x":{"y":` + s + `,"z":` + s + `}}}`},
		"all of a part":    {`{"o":true}`, `{"o":{"x":{"z":true}}}`, `{"a":"1","l":[{"p":"2","q":"3"},{"p":"4","q":"5"}],"o":` + s + `}`},
		"all":              {`true`, `{"a":false}`, `{"a":` + s + `,"l":` + s + `,"o":` + s + `}`},
	} {
		for _, e := range [][2]string{{c.one, c.other}, {c.other, c.one}} {
			if got := mustJSON(t, masked(t, values, `{}`, e[0], e[1]).Expected); got != c.want {
				t.Errorf("%s:\ngot  %s\nwant %s", name, got, c.want)
			}
		}
	}
}
