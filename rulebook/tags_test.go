package rulebook

import (
	"maps"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestTagsOf(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		expected, actual string
		want             map[string]string
	}{
		"the code's side first":        {`{"tags":{"Team":"pay"}}`, `{"tags":{"Team":"x","Env":"prod"}}`, map[string]string{"Team": "pay", "Env": "prod"}},
		"those of the provider last":   {`{"tags_all":{"Team":"all","A":"1"},"tags":{"Team":"own"}}`, `{}`, map[string]string{"Team": "own", "A": "1"}},
		"a list of keys and values":    {`{"Tags":[{"Key":"Team","Value":"pay"},{"Key":""},7]}`, `{}`, map[string]string{"Team": "pay"}},
		"a list of AWS Config":         {`{}`, `{"tags":[{"key":"Team","value":"pay"}]}`, map[string]string{"Team": "pay"}},
		"labels":                       {`{"labels":{"team":"pay"}}`, `{}`, map[string]string{"team": "pay"}},
		"labels of Kubernetes":         {`{"metadata":[{"labels":{"app.io/team":"pay"}}]}`, `{}`, map[string]string{"app.io/team": "pay"}},
		"labels of a manifest":         {`{"metadata":{"labels":{"team":"pay"}}}`, `{}`, map[string]string{"team": "pay"}},
		"what is no text":              {`{"tags":{"a":null,"b":1}}`, `{"tags":"x","labels":[["a"]]}`, map[string]string{}},
		"none":                         {`{}`, `{}`, map[string]string{}},
		"one that is known by the tag": {`{}`, `{"tags":{"Team":""}}`, map[string]string{"Team": ""}},
	} {
		if got := TagsOf(object(t, c.expected), object(t, c.actual)); !maps.Equal(got, c.want) {
			t.Errorf("%s: %v", name, got)
		}
	}
	hidden := map[string]any{"tags": map[string]any{"a": models.Mask("s3cret")}, "Tags": []any{map[string]any{"Key": "b", "Value": models.Mask("s3cret")}}}
	if got := TagsOf(hidden, nil); len(got) != 0 {
		t.Errorf("of hidden ones: %v", got)
	}
	kept := object(t, `{"tags":{"a":"(sensitive)"},"Tags":[{"Key":"b","Value":"(sensitive)"}]}`)
	if got := TagsOf(kept, nil); len(got) != 0 {
		t.Errorf("of hidden ones that are kept: %v", got)
	}
}

func object(t testing.TB, text string) map[string]any {
	t.Helper()
	o, err := models.JSON(text).Object()
	if err != nil {
		t.Fatal(err)
	}
	return o
}
