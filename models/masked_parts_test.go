package models_test

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestSecretDiffers(t *testing.T) {
	t.Parallel()
	text := func(port, password string) any {
		return models.MaskWithin("port="+port+" password="+password+" end", "port="+port+" password="+models.Redacted+" end")
	}
	document := func(port, password, within string) any {
		return models.MaskWithin(`{"port":`+port+`,"list":["a",{"password":"`+password+`"}], "script":"TOKEN=`+within+`;"}`,
			`{"list":["a",{"password":"(sensitive)"}],"port":`+port+`,"script":"TOKEN=(sensitive);"}`)
	}
	for name, c := range map[string]struct {
		a, b any
		want bool
	}{
		"a whole secret":            {models.Mask("a"), models.Mask("b"), true},
		"the same":                  {models.Mask("a"), models.Mask("a"), false},
		"in a text alone":           {text("1", "a"), text("1", "b"), true},
		"beside another":            {text("1", "a"), text("2", "b"), true},
		"another alone":             {text("1", "a"), text("2", "a"), false},
		"in a document":             {document("1", "a", "x"), document("2", "b", "x"), true},
		"in a text of it":           {document("1", "a", "x"), document("2", "a", "y"), true},
		"elsewhere in it":           {document("1", "a", "x"), document("2", "a", "x"), false},
		"one that is new":           {models.MaskWithin("A=a", "A=(sensitive)"), models.MaskWithin("A=a B=b", "A=(sensitive) B=(sensitive)"), true},
		"no secret":                 {"a", "b", false},
		"on one side":               {text("1", "a"), "x", false},
		"a copy of another place":   {models.MaskCopy("a"), models.MaskCopy("b"), false},
		"hidden here as well":       {models.Mask(models.MaskCopy("a")), models.Mask(models.MaskCopy("b")), true},
		"shown in a way of its own": {models.MaskWithin("A=a", "(sensitive)?"), models.MaskWithin("B=b", "(sensitive)!"), false},
	} {
		if got := models.SecretDiffers(c.a, c.b); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
