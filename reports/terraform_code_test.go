package reports_test

import (
	"strings"
	"testing"
)

// Modules nest, each call of one has the same code, and a resource of the same name in
// another module is another.
func TestCodeOfModules(t *testing.T) {
	t.Parallel()
	const code = `"configuration":{"root_module":{"resources":[{"address":"t.a","expressions":{}}],"module_calls":{
		"m":{"module":{"resources":[{"address":"t.a","expressions":{"x":{}}}],"module_calls":{
			"n":{"module":{"resources":[{"address":"t.a","expressions":{"y":{}}}]}}}}}}}}`
	for address, want := range map[string]string{
		`t.a`: "false false", `module.m["k"].t.a[0]`: "true false", `module.m["k"].module.n[1].t.a["z"]`: "false true", `module.n.t.a`: "unknown unknown",
	} {
		_, all := mustOpen(t, plan(drift(updatedAt(address, `{"x":1,"y":1}`, `{"x":2,"y":2}`)), code))
		if got := inCode(all[0], "x") + " " + inCode(all[0], "y"); got != want {
			t.Errorf("%s: got %s, want %s", address, got, want)
		}
	}
}

// A variable that the code calls sensitive is a secret: its value, what it is by
// default, and what the code gives it for a module.
func TestVariablesThatAreSecret(t *testing.T) {
	t.Parallel()
	const code = `"configuration":{"root_module":{
		"variables":{"a":{"sensitive":true},"b":{"default":"by-default-1","sensitive":true},"open":{"default":"not-a-secret"}},
		"module_calls":{"m":{"expressions":{"c":{"constant_value":"for-a-module-1"},"d":{"constant_value":"not-a-secret"}},"module":{
			"variables":{"c":{"sensitive":true},"d":{}}}}}}}`
	const values = `"variables":{"a":{"value":{"k":["as-a-value-1"]}},"open":{"value":"not-a-secret"}}`
	state := `{"a":"x as-a-value-1 y","b":"by-default-1","c":"for-a-module-1","d":"not-a-secret"}`
	for _, text := range []string{plan(drift(updated(state, `{}`)), values, code), plan(code, values, drift(updated(state, `{}`)))} {
		_, all := mustOpen(t, text)
		got := mustJSON(t, all[0].Expected)
		for _, secret := range []string{"as-a-value-1", "by-default-1", "for-a-module-1"} {
			if strings.Contains(got, secret) {
				t.Errorf("%s can be read in %s", secret, got)
			}
		}
		if !strings.Contains(got, "not-a-secret") {
			t.Errorf("more is hidden than is secret: %s", got)
		}
	}
}
