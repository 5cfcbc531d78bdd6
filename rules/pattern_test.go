package rules

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestGlob(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"a", "a", true}, {"a", "ab", false}, {"*", "", true}, {"*", "x", true}, {"a*", "abc", true}, {"a*", "ba", false},
		{"*c", "abc", true}, {"*c", "abcd", false}, {"a*c", "abc", true}, {"a*c", "ac", true}, {"a*a", "a", false},
		{"google_*_iam_*", "google_project_iam_member", true}, {"google_*_iam_*", "google_iam_member", false},
		{"*a*b*", "xxaxbx", true}, {"*ab", "aab", true}, {"*a*ab", "ab", false},
	} {
		if got := glob(c.pattern, c.text); got != c.want {
			t.Errorf("%q of %q: %v", c.pattern, c.text, got)
		}
	}
}

// A name that counts at any depth does not where people choose the names, and does again
// beside them.
func TestNamesThatPeopleChoose(t *testing.T) {
	t.Parallel()
	for place, want := range map[string]string{
		"kubernetes_config_map data.generation":                                   "warning",
		"kubernetes_config_map data.description":                                  "warning",
		"kubernetes_config_map metadata[0].generation":                            "warning volatile",
		"kubernetes:core/v1:ConfigMap data.generation":                            "warning",
		"kubernetes:core/v1:ConfigMap metadata.generation":                        "warning volatile",
		"aws_lambda_function environment[0].variables.item_count":                 "warning",
		"aws_lambda_function environment[0].variables.description":                "warning",
		"aws_lambda_function environment[0].variables.kms_key_id":                 "warning",
		"aws_lambda_function description":                                         "info",
		"aws_dynamodb_table item_count":                                           "warning volatile",
		"aws_dynamodb_table tags.item_count":                                      "info",
		"google_cloudfunctions_function environment_variables.etag":               "warning",
		"google_project labels.etag":                                              "info",
		"AWS::Lambda::Function Environment.Variables.Description":                 "warning",
		"aws:lambda/function:Function environment.variables.latestRestorableTime": "warning",
	} {
		typ, at, _ := strings.Cut(place, " ")
		path, err := models.ParsePath(at)
		if err != nil {
			t.Fatal(err)
		}
		judge := Default().For(typ)
		got := string(judge.At(path).Severity)
		if judge.Volatile(path) != nil {
			got += " volatile"
		}
		if got != want {
			t.Errorf("%s is %s, want %s", place, got, want)
		}
	}
}
