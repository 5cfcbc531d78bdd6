package rulebook

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

// now is when the files of the tests are read.
var now = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

// book reads rules that are right.
func book(t testing.TB, source string) *Book {
	t.Helper()
	b, err := Parse("rules.hcl", []byte(source), now)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const estate = `ignore "sizes that the autoscaler sets" {
  type   = ["aws_autoscaling_group"]
  path   = ["desired_capacity"]
  reason = "target tracking owns it"
  until  = "2027-03-01"
}
grade "the state bucket" {
  address  = ["aws_s3_bucket.tfstate"]
  severity = "critical"
}
owner "team-payments" {
  scope = ["prod/payments*"]
  tags  = { Team = "payments" }
}
owner "team-payments" {
  address = ["module.payments*"]
}
due {
  severity = "critical"
  within   = "24h"
}
channel "oncall" { url_from = "ONCALL_URL" }
tell {
  severity = ["critical"]
  owner    = ["team-payments", ""]
  to       = ["oncall"]
}
`

func TestParse(t *testing.T) {
	t.Parallel()
	b := book(t, "\xef\xbb\xbf"+estate)
	var keys []string
	for _, r := range b.Rules() {
		keys = append(keys, r.Key)
	}
	want := `ignore "sizes that the autoscaler sets"|grade "the state bucket"|owner "team-payments"|owner "team-payments"[2]|due[1]|channel "oncall"|tell[1]`
	if got := strings.Join(keys, "|"); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	first, due := b.Rules()[0], b.Rules()[4]
	if first.Line != 1 || first.End != 6 || first.Reason != "target tracking owns it" || first.Until == nil || !first.Until.Equal(time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)) ||
		first.rests(now) || !first.rests(now.AddDate(1, 0, 0)) || due.Within != 24*time.Hour || b.Rules()[1].Severity != models.SeverityCritical {
		t.Errorf("%+v\n%+v", first, due)
	}
	if got := b.Tells(models.SeverityCritical, "team-payments", "any"); len(got) != 1 || got[0] != (Channel{"oncall", "ONCALL_URL"}) {
		t.Errorf("%+v", got)
	}
	if none := book(t, ""); len(none.Rules()) != 0 {
		t.Errorf("%+v", none)
	}
}

// Each fault is told with its line, and no rule is taken.
func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		source string
		line   int
		words  string
	}{
		"no reason":                {"ignore \"a\" {\n  type = [\"x\"]\n}", 1, `"reason" is required`},
		"a blank reason":           {"ignore \"a\" {\n  type = [\"x\"]\n  reason = \" \"\n}", 3, "Empty reason"},
		"an end in the past":       {"ignore \"a\" {\n  type = [\"x\"]\n  reason = \"r\"\n  until = \"2026-11-26\"\n}", 4, "End in the past"},
		"an end that is none":      {"ignore \"a\" {\n  type = [\"x\"]\n  reason = \"r\"\n  until = \"soon\"\n}", 4, "takes a time such as"},
		"an unknown block":         {"\nignored \"a\" {\n}", 2, `Blocks of type "ignored" are not expected here. Did you mean "ignore"?`},
		"an unknown attribute":     {"ignore \"a\" {\n  paths = [\"x\"]\n  reason = \"r\"\n}", 2, `named "paths" is not expected here. Did you mean "path"?`},
		"tags of an ignore":        {"ignore \"a\" {\n  tags = {a = \"b\"}\n  reason = \"r\"\n}", 2, `"tags" is not expected`},
		"an unknown severity":      {"grade \"a\" {\n  type = [\"x\"]\n  severity = \"high\"\n}", 3, `A severity is critical, warning, info, not "high"`},
		"one to tell of":           {"channel \"a\" { url_from = \"A\" }\ntell {\n  severity = [\"bad\"]\n  to = [\"a\"]\n}", 3, "Unknown severity"},
		"an unknown channel":       {"channel \"a\" { url_from = \"A\" }\ntell {\n  to = [\"b\"]\n}", 3, `No channel block is called "b"; there is a.`},
		"an unknown owner":         {"channel \"a\" { url_from = \"A\" }\ntell {\n  owner = [\"team-x\"]\n  to = [\"a\"]\n}", 3, `No owner block is called "team-x"`},
		"a variable":               {"channel \"a\" {\n  url_from = ONCALL_URL\n}", 2, "Variables not allowed"},
		"a function":               {"ignore \"a\" {\n  path = concat([], [])\n}", 2, "Operators and functions"},
		"a template":               {"ignore \"a\" {\n  path = [\"${x}\"]\n}", 2, "Templates are not taken"},
		"two of one name":          {"channel \"a\" { url_from = \"A\" }\n\nchannel \"a\" { url_from = \"B\" }", 3, "Line 1 has a channel of this name already"},
		"everything":               {"ignore \"a\" {\n  reason = \"r\"\n}", 1, "Matches everything"},
		"everything, by patterns":  {"ignore \"a\" {\n  reason = \"r\"\n  type = [\"x\", \"*\"]\n  path = [\"**\"]\n}", 1, "Matches everything"},
		"everything graded":        {"grade \"a\" {\n  severity = \"info\"\n}", 1, "Matches everything"},
		"an empty list":            {"ignore \"a\" {\n  reason = \"r\"\n  type = []\n}", 3, "Empty list"},
		"an empty pattern":         {"ignore \"a\" {\n  reason = \"r\"\n  path = [\"\"]\n}", 3, "Empty pattern"},
		"a text for a list":        {"ignore \"a\" {\n  reason = \"r\"\n  type = \"x\"\n}", 3, "list of string required"},
		"the number of a place":    {"ignore \"a\" {\n  reason = \"r\"\n  path = [\"ingress[0].x\"]\n}", 3, "brackets take [*] or a quoted key"},
		"a name that wants quotes": {"ignore \"a\" {\n  reason = \"r\"\n  path = [\"labels.a/b\"]\n}", 3, "wants brackets and quotes"},
		"nobody to tell":           {"tell {\n  to = null\n}", 2, "Tells nobody"},
		"no name":                  {"ignore \" \" {\n  reason = \"r\"\n  type = [\"x\"]\n}", 1, "Not a name"},
		"no label":                 {"ignore {\n  reason = \"r\"\n}", 1, "All ignore blocks must have 1 labels"},
		"a duration":               {"due {\n  within = \"1 day\"\n}", 2, "such as 30m, 24h, 7d or 2w"},
		"within no time":           {"due {\n  within = \"0h\"\n}", 2, "Not a duration"},
		"a broken file":            {"ignore \"a\" {\n", 1, "Unclosed configuration block"},
		"deep brackets":            {"ignore \"a\" {\n  type = " + strings.Repeat("[", 100_000), 2, "Brackets within brackets"},
	} {
		b, err := Parse("rules.hcl", []byte(c.source), now)
		if err == nil || b != nil {
			t.Errorf("%s: is taken", name)
			continue
		}
		place := "on rules.hcl line " + string(rune('0'+c.line)) + ", column "
		if text := err.(*Faults).Text(); !strings.Contains(text, place) || !strings.Contains(text, c.words) || strings.Count(text, "Error: ") != 1 {
			t.Errorf("%s: want %q and %q, once:\n%s", name, place, c.words, text)
		}
	}
	if _, err := Parse("big.hcl", make([]byte, MaxBytes+1), now); err == nil || err.Error() != "big.hcl has more than 1000000 bytes, the most that a file of rules may have" {
		t.Errorf("a large file: %v", err)
	}
}

// What is wrong is told at once, and nothing that only follows from it.
func TestParseTellsAllFaults(t *testing.T) {
	t.Parallel()
	_, err := Parse("rules.hcl", []byte(`ignore "sizes" {
  types = ["aws_autoscaling_group"]
  path  = ["desired_capacity[0]"]
}
channel "oncall" {
  url_from = "slack://xoxb-1234@C012"
}
tell {
  severity = ["critical"]
  to       = ["on-call"]
}
due {}
owner {
  type = ["x"]
}
`), now)
	var faults *Faults
	if !errors.As(err, &faults) {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.SplitSeq(faults.Text(), "\n") {
		if text, is := strings.CutPrefix(line, "Error: "); is {
			got = append(got, text)
		} else if _, place, is := strings.Cut(line, "on rules.hcl line "); is {
			got[len(got)-1] += " " + place[:strings.Index(place, ",")]
		}
	}
	want := "Missing required argument 1|Unsupported argument 2|Not a path 3|Not the name of a variable 6|Unknown channel 10|Missing required argument 12|Missing name for owner 13"
	if strings.Join(got, "|") != want {
		t.Errorf("got %s\n%s", strings.Join(got, "|"), faults.Text())
	}
}

// Rules that were taken before rest when their end has come, and hinder nobody.
func TestParseOfRulesThatWereTaken(t *testing.T) {
	t.Parallel()
	b, err := Parse("rules.hcl", []byte("ignore \"a\" {\n  type = [\"x\"]\n  reason = \"r\"\n  until = \"2020-01-01\"\n}"), time.Time{})
	if err != nil || !b.Rules()[0].rests(now) {
		t.Errorf("%+v, %v", b, err)
	}
}
