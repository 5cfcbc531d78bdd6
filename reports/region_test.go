package reports_test

import (
	"strings"
	"testing"
)

func TestWhatIsARegion(t *testing.T) {
	t.Parallel()
	for values, want := range map[string]string{
		`{"region":"eu-west-1"}`:                         "eu-west-1",
		`{"region":"https://x/regions/us-central1"}`:     "us-central1",
		`{"region":"` + strings.Repeat("é", 50) + `"}`:   strings.Repeat("é", 50),
		`{"region":"` + strings.Repeat("é", 51) + `"}`:   "",
		`{"region":"a\u200bb"}`:                          "",
		`{"availability_zone":"eu-central-1a"}`:          "eu-central-1",
		`{"availability_zone":"us-gov-west-1b"}`:         "us-gov-west-1",
		`{"zone":"europe-west4-b"}`:                      "europe-west4",
		`{"zone":"1"}`:                                   "",
		`{"arn":"arn:aws:iam::111122223333:role/admin"}`: "global",
	} {
		if _, all := mustOpen(t, plan(drift(updated(values, values)))); all[0].Region != want {
			t.Errorf("%s: got %q, want %q", values, all[0].Region, want)
		}
	}
}
