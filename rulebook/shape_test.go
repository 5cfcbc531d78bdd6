package rulebook

import (
	"strings"
	"testing"
	"time"
)

// Files made to take the parser's whole stack are refused before it reads them.
func TestFilesOfBracketsAndOperators(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"[", "{a=", "(", "!", "-", "\"${", "%{if ", "a?a:", "a+", "<<A\n${", "x {\n"} {
		source := "due {\n  within = " + strings.Repeat(part, maxBytes/4/len(part))
		if _, err := Parse("rules.hcl", []byte(source), now); err == nil {
			t.Errorf("%s is taken", part)
		}
	}
}

// Files made to take the parser's time, or memory without end, are refused before it reads them.
func TestFilesThatTakeLong(t *testing.T) {
	t.Parallel()
	many := strings.Repeat(`"a",`, 20_000)
	for name, source := range map[string]string{
		"Loops are not taken": "due {\n  within = [ # all\n for a in [" + strings.Repeat("1,", 2000) + "] : [for b in [" + strings.Repeat("1,", 2000) + "] : b]]\n}",
		"Too many values":     "channel \"a\" { url_from = \"A\" }\ntell {\n  to = [" + many + "]\n}",
		"Too many lines":      "due {\n  within = <<E\n" + strings.Repeat("a\n", 20_000) + "E\n}",
	} {
		began := time.Now()
		_, err := Parse("rules.hcl", []byte(source), now)
		if err == nil || !strings.Contains(err.Error(), name) || time.Since(began) > time.Second {
			t.Errorf("%s: %v after %s", name, err, time.Since(began))
		}
	}
	began := time.Now()
	b, err := Parse("rules.hcl", []byte(strings.Repeat("owner \"a\" {}\n", 20_000)), now)
	if err != nil || time.Since(began) > 3*time.Second || b.Rules()[19_999].Key != `owner "a"[20000]` {
		t.Errorf("owners: %v after %s", err, time.Since(began))
	}
}

func FuzzParse(f *testing.F) {
	f.Add(estate)
	f.Fuzz(func(t *testing.T, source string) {
		b, err := Parse("rules.hcl", []byte(source), now)
		if (err == nil) != (b != nil) || err != nil && err.Error() == "" {
			t.Errorf("%v, %v", b, err)
		}
	})
}
