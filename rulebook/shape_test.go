package rulebook

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Files made to take the parser's whole stack are refused before it reads them.
func TestFilesOfBracketsAndOperators(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"[", "{a=", "(", "!", "-", "\"${", "%{if ", "a?a:", "a+", "<<A\n${", "x {\n"} {
		source := "due {\n  within = " + strings.Repeat(part, MaxBytes/4/len(part))
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
		if _, err := Parse("rules.hcl", []byte(source), now); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Eight times as many rules of one name take about eight times as long, and not sixty-four.
func TestManyRulesOfOneName(t *testing.T) {
	const some = 1000
	took := func(n int) time.Duration {
		shortest := time.Hour
		for range 3 {
			began := time.Now()
			b, err := Parse("rules.hcl", []byte(strings.Repeat("owner \"a\" {}\n", n)), now)
			if err != nil || b.Rules()[n-1].Key != fmt.Sprintf("owner \"a\"[%d]", n) {
				t.Fatal(err)
			}
			shortest = min(shortest, time.Since(began))
		}
		return shortest
	}
	if few, many := took(some), took(8*some); many > 32*few {
		t.Errorf("%d take %s, %d take %s", some, few, 8*some, many)
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
