package reports_test

import (
	"strings"
	"testing"
)

func TestOutputsAreToldByTheirValues(t *testing.T) {
	t.Parallel()
	const output = `{"sensitive":false,"type":"string","value":"x"}`
	for text, want := range map[string]string{
		`{"a":` + output + `,"b":` + output + `}`: "the output of `terraform output -json`",
		`{"a":` + output + `,"b":1}`:              "unknown kind",
		`{"a":{"sensitive":false,"value":"x"}}`:   "unknown kind",
		`{"a":{"w":1,"x":1,"y":1,"z":1}}`:         "unknown kind",
		`{}`:                                      "unknown kind",
	} {
		if _, err := open(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}

// Pulumi's other files are told by their values and their elements, where all of them
// are such, and by nothing less.
func TestOtherFilesOfPulumi(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"a:b":{"value":"x","secret":false},"a:c":{"secret":true}}`: "`pulumi config --json`",
		`{"a:b":{"value":"x","secret":false},"c":{"secret":true}}`:   "unknown kind",
		`{"a:b":{"value":"x"}}`:                                    "unknown kind",
		`{"url":"x","password":"[secret]"}`:                        "`pulumi stack output --json`",
		`{"url":"x","password":["[secret]"]}`:                      "unknown kind",
		`{"result":"succeeded","duration":1,"summary":{"same":1}}`: "`--output json`",
		`{"result":"succeeded"}`:                                   "unknown kind",
		`{"config":{"a:b":"c"},"duration":7}`:                      "a digest without steps",
		`{"diagnostics":[],"duration":7}`:                          "a digest without steps",
		`{"config":{"a:b":"c"}}`:                                   "unknown kind",
		`[{"name":"dev","current":true}]`:                          "`pulumi stack ls --json`",
		`[{"startTime":"x","environment":{}},7`:                    "`pulumi stack history --json`",
		`[{"name":"dev"}]`:                                         "a JSON array, not an object",
		`[7]`:                                                      "a JSON array, not an object",
		`[]`:                                                       "a JSON array, not an object",
		`[{"name":"dev","current":`:                                "a JSON array, not an object",
	} {
		if _, err := open(t, text); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "pulumi refresh --preview-only --json") {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}

// What a query or another form of output made of an answer is told by what is left of it.
func TestAnswersOfOtherForms(t *testing.T) {
	t.Parallel()
	const stack, queue = "`aws cloudformation describe-stack-resource-drifts --stack-name STACK --output json`", "`aws sqs receive-message --queue-url QUEUE --query 'Messages[].Body' --output text`"
	for text, want := range map[string]string{
		`[{"LogicalResourceId":"a","StackResourceDriftStatus":"MODIFIED"}]`: "the drifts out of an answer, as `--query StackResourceDrifts` prints them, not a report; make the report with " + stack,
		`{"Messages":[{"MessageId":"m","Body":"{}"}]}`:                      "the answer of `aws sqs receive-message` around the messages, not a report; make the report with " + queue,
		`["{\"Message\":\"x\"}"]`:                                           "messages in a list, as `--output json` prints them, not a report; make the report with " + queue,
		`[{"detail-type":"Config Configuration Item Change"}]`:              "messages in a list, as `--output json` prints them, not a report; make the report with " + queue,
		"None\n": "line 1, column 1: an answer of the AWS CLI with nothing in it (None), so that there is nothing to import",
		"warning: A new version of Pulumi is available.\n{\n":                                 "text stands before the JSON, such as a log's prefix or a command's warnings: keep its standard error out of the file (no `2>&1`); make the report with ",
		`[/live/zone] {"format_version":"1.2","x":"` + strings.Repeat("long ", 20_000) + `"}`: "text stands before the JSON, such as a log's prefix",
		"[command]/bin/terraform-bin show -json p\n{":                                         "text stands before the JSON, as the wrapper of HashiCorp's setup-terraform action puts it there unless",
		`{"meta":{"key_provider":"x"},"encrypted_data":"y","encryption_version":"v0"}`:        "a plan or a state as OpenTofu encrypts it, not a report; make the report with `tofu show -json PLANFILE`",
		`["a"]`:                 "a JSON array, not an object",
		`["`:                    "a JSON array, not an object",
		`{"Messages":[],"a":1}`: "unknown kind",
		"None\nof these":        "text, not JSON",
	} {
		if _, err := open(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}
