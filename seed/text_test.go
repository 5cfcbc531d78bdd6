package seed

import (
	"math/rand/v2"
	"testing"
)

func TestTextIsFilled(t *testing.T) {
	t.Parallel()
	v := values{varRegion: "eu-central-1", varDigits19: "123"}
	for template, want := range map[string]string{
		"":                                     "",
		"plain <and> no variable of <#digits>": "",
		`{"region":"<region>","id":"<#digits19>","again":"<region>"}`: `{"region":"eu-central-1","id":123,"again":"eu-central-1"}`,
	} {
		func() {
			defer func() {
				if panicked := recover() != nil; panicked != (template != "" && want == "") {
					t.Errorf("%q: panicked: %v", template, panicked)
				}
			}()
			if got := string(newText(template).fill(&v)); got != want {
				t.Errorf("%q: got %s, want %s", template, got, want)
			}
		}()
	}
}

func TestDrawnVariablesAreWhole(t *testing.T) {
	t.Parallel()
	var v values
	v.draw(rand.New(rand.NewPCG(1, 0)), []string{"203.0.113.7"})
	for name, length := range map[variableName]int{varHex6: 6, varHex8: 8, varHex16: 16, varHex16f: 16, varUpper17: 17, varUpper26: 26, varDigits19: 19, varCreated: 20} {
		if len(v[name]) != length {
			t.Errorf("variable %d is %q, want %d characters", name, v[name], length)
		}
	}
	if v[varPublicIP] != "203.0.113.7" || v[varHex16] == v[varHex16b] {
		t.Errorf("got %q", v)
	}
}
