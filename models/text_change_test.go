package models_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestChangesInText(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		expected, actual any
		want             string
	}{
		{`{"Action":"a","Effect":"Allow"}`, `{"Action":"b","Effect":"Allow"}`, "[Action]"},
		{`[{"Sid":"x","Principal":"me"}]`, `[{"Sid":"new"},{"Sid":"x","Principal":"*"}]`, "[[0] [1].Principal]"},
		{`{"a":1}`, ` { "a" : 1.0 }`, "[]"},
		{`{"a"`, `{"b"`, "[]"},
		{`{"a":1}`, `[1]`, "[]"},
		{`plain`, `text`, "[]"},
		{``, `{}`, "[]"},
		{models.MaskWithin(`{"a":"hunter2","b":1}`, `{"a":"(sensitive)","b":1}`), `{"a":"(sensitive)","b":2}`, "[b]"},
		{models.Mask(`{"a":1}`), `{"a":2}`, "[]"},
		{strings.Repeat("[", models.MaxJSONDepth) + "1" + strings.Repeat("]", models.MaxJSONDepth), strings.Repeat("[", models.MaxJSONDepth) + "2" + strings.Repeat("]", models.MaxJSONDepth), "[" + strings.Repeat("[0]", models.MaxJSONDepth) + "]"},
		{strings.Repeat("[", 5_000) + "1" + strings.Repeat("]", 5_000), strings.Repeat("[", 5_000) + "2" + strings.Repeat("]", 5_000), "[]"},
	} {
		var paths []string
		for _, c := range (models.Change{Expected: test.expected, Actual: test.actual, InExpected: true, InActual: true}).InText() {
			paths = append(paths, c.Path.String())
		}
		if got := fmt.Sprint(paths); got != test.want {
			t.Errorf("%s against %s: %s, want %s", test.expected, test.actual, got, test.want)
		}
	}
}
