package reports_test

import "testing"

// The instance of a resource is of the code's resource, whatever its keys hold.
func TestAddressesWithoutTheirIndexes(t *testing.T) {
	t.Parallel()
	const code = `"configuration":{"root_module":{"resources":[{"address":"t.a","expressions":{"x":{"constant_value":1}}}],
		"module_calls":{"m":{"module":{"resources":[{"address":"t.a","expressions":{"x":{"constant_value":1}}}]}}}}}`
	for _, address := range []string{
		`t.a`, `t.a[0]`, `t.a["k"]`, `t.a["a.b[0]"]`, `t.a["\"]"]`, `t.a["\\"]`, `module.m["x].t.b"].t.a["y"]`, `module.m[3].t.a`,
	} {
		_, all := mustOpen(t, plan(drift(updatedAt(address, `{"x":1}`, `{"x":2}`)), code))
		if got := inCode(all[0], "x"); got != "true" {
			t.Errorf("%s: in the code is %s", address, got)
		}
	}
}
