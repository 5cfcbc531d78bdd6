package reports

import "testing"

func TestPulumiPaths(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`size`:                            `size`,
		`ingress[0].cidrs[12]`:            `ingress[0].cidrs[12]`,
		`a[0][1].b`:                       `a[0][1].b`,
		`tags["a.b/c"]`:                   `tags["a.b/c"]`,
		`tags["ü\"x\""]`:                  `tags["ü\"x\""]`,
		`tags["a\b"].c`:                   `tags["a\\b"].c`,
		`tags["${x}"]`:                    `tags["$${x}"]`,
		`["a key"].b`:                     `["a key"].b`,
		`a.[0].b`:                         `a[0].b`,
		`$ref.7up`:                        `["$ref"]["7up"]`,
		``:                                ``,
		`a["b`:                            `a`,
		`a["b"c`:                          `a`,
		`a[x].b`:                          `a`,
		`a[*].b`:                          `a`,
		`a[-1]`:                           `a`,
		`a[3`:                             `a`,
		`a[99999999999999999999].b`:       `a`,
		"\xff[0]":                         "[\"\uFFFD\"][0]",
		`metadata.annotations["x/y"].a.b`: `metadata.annotations["x/y"].a.b`,
	} {
		if got := pulumiPath(text).String(); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}
