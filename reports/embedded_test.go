package reports_test

import (
	"strings"
	"testing"
)

// An error in the JSON of a text has the place of the text, and its own within it.
func TestPlacesInJSONWithinAText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		answer(ofStack(`"ExpectedProperties":"{\"é\":tru}"`)):       "at StackResourceDrifts[0].ExpectedProperties: character 9 of the JSON in this text, at [\"é\"]: is not JSON",
		answer(ofStack(`"ExpectedProperties":"{\"A\":[1"`)):         "at StackResourceDrifts[0].ExpectedProperties: character 8 of the JSON in this text, at A: it ends too early",
		answer(ofStack(`"ExpectedProperties":"{\"A\":1,\"A\":2}"`)): "at StackResourceDrifts[0].ExpectedProperties: character 13 of the JSON in this text, at A: stands twice",
		answer(ofStack(`"ExpectedProperties":"[]"`)):                "character 2 of the JSON in this text: want an object or null, not an array",
		answer(ofStack(`"ExpectedProperties":"{} {}"`)):             "character 5 of the JSON in this text: more follows",
		answer(ofStack(`"ExpectedProperties":{}`)):                  "at StackResourceDrifts[0].ExpectedProperties: want a string, not an object",
	} {
		if _, err := open(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s:\ngot  %v\nwant %s", text, err, want)
		}
	}
	if _, err := open(t, answer(ofStack(`"StackResourceDriftStatus":"IN_SYNC","ExpectedProperties":null,"ActualProperties":" {} "`))); err != nil {
		t.Error(err)
	}
}
