package models_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestMasked(t *testing.T) {
	t.Parallel()
	a, b := models.Mask("hunter22"), models.Mask(map[string]any{"x": json.Number("1.0")})
	if !models.EqualJSON(a, models.Mask("hunter22")) || models.EqualJSON(a, models.Mask("hunter23")) || !models.EqualJSON(a, "hunter22") {
		t.Error("a secret is not compared by what it hides")
	}
	if models.CanonicalJSON(b) != models.CanonicalJSON(map[string]any{"x": json.Number("1")}) {
		t.Error("a secret that is equal has another canonical text")
	}
	if models.Mask(nil) != nil || !models.EmptyJSON(models.Mask("")) || models.EmptyJSON(a) {
		t.Error("what is missing, or empty, is to be seen")
	}
	state := map[string]any{"list": []any{a}, "b": b}
	if !models.HoldsMasked(state) || models.HoldsMasked([]any{"x"}) || !models.HoldsMasked(b) {
		t.Error("a secret is not found")
	}
	for _, text := range []string{
		string(models.MustJSON(state)), fmt.Sprint(state), fmt.Sprintf("%v %+v %#v %s %q %x %d", a, a, a, a, a, a, b),
	} {
		if strings.Contains(text, "hunter") || strings.Contains(text, "1.0") || !strings.Contains(text, models.Redacted) {
			t.Errorf("a secret is shown: %s", text)
		}
	}
	changes := models.Changes(map[string]any{"p": a, "same": b}, map[string]any{"p": models.Mask("hunter23"), "same": b})
	if got := written(changes); got != `p: "(sensitive)" → "(sensitive)"` {
		t.Errorf("the change of a secret: %s", got)
	}
	if err := models.CheckStorable(models.Mask("\x00")); err != nil {
		t.Errorf("what a secret hides is not stored: %v", err)
	}
}

func TestMaskWithin(t *testing.T) {
	t.Parallel()
	a, b := models.MaskWithin("port=1 password=hunter2", "port=1 password=(sensitive)"), models.MaskWithin("port=1 password=hunter3", "port=1 password=(sensitive)")
	other := models.MaskWithin("port=2 password=hunter2", "port=2 password=(sensitive)")
	if models.EqualJSON(a, b) || models.EqualJSON(a, other) || !models.EqualJSON(a, "port=1 password=hunter2") {
		t.Error("a text is not compared by all of it")
	}
	if got := string(models.MustJSON(a)) + fmt.Sprint(a); got != `"port=1 password=(sensitive)"port=1 password=(sensitive)` {
		t.Error(got)
	}
	if a.Whole() || !models.MaskWithin("hunter2", models.Redacted).Whole() || !models.HoldsMasked(a) {
		t.Error("a text that holds a secret is taken for one")
	}
}
