package rulebook

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// A pattern matches what the regular expression does that says the same.
func TestPatternsMatchAnyRun(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	text := func(letters string, most int) string {
		var b strings.Builder
		for range random.IntN(most + 1) {
			b.WriteByte(letters[random.IntN(len(letters))])
		}
		return b.String()
	}
	matches := 0
	for range 20_000 {
		p, s := text("ab*", 6), text("ab", 7)
		want := regexp.MustCompile("^" + strings.ReplaceAll(p, "*", ".*") + "$").MatchString(s)
		if got := newPattern(p).match(s); got != want {
			t.Fatalf("%q of %q: %v", p, s, got)
		}
		if want {
			matches++
		}
	}
	if matches < 1000 {
		t.Errorf("only %d match", matches)
	}
}

func TestSpelling(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]string{
		"tags":                      "tags",
		"tags.Name":                 "tags\xffName",
		`tags["Name"]`:              "tags\xffName",
		`labels["a.b/c"]`:           "labels\xffa.b/c",
		`labels["a\"]b"].x`:         "labels\xffa\"]b\xffx",
		`["a.b"].c`:                 "a.b\xffc",
		"ingress[*].description":    "ingress\xfe\xffdescription",
		"*.tags*":                   "*\xfftags*",
		`metadata[*].labels["k/*"]`: "metadata\xfe\xfflabels\xffk/*",
		"a[*][*]":                   "a\xfe\xfe",
		"größe":                     "größe",
	} {
		if got, err := spellPattern(pattern); err != nil || got != want {
			t.Errorf("%s: %q, %v", pattern, got, err)
		}
		if path, err := models.ParsePath(strings.ReplaceAll(pattern, "[*]", "[7]")); err == nil {
			if got, _ := spell(path); got != want {
				t.Errorf("the path %s is spelled %q", path, got)
			}
		}
	}
	for pattern, words := range map[string]string{
		"a[1]":    "brackets take",
		"a[b]":    "brackets take",
		"a['b']":  "brackets take",
		"a[*":     "brackets take",
		`a["b]`:   "not closed",
		`a["b"`:   "not closed",
		"a[*]b":   "a dot is missing",
		"a..b":    "wants brackets",
		".a":      "wants brackets",
		"a.":      "wants brackets",
		"a b":     "wants brackets",
		"a.1":     "wants brackets",
		`a["\q"]`: "an escape",
	} {
		if _, err := spellPattern(pattern); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", pattern, err)
		}
	}
}
