package rulebook

import (
	"strings"
	"testing"
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

func FuzzParse(f *testing.F) {
	f.Add(estate)
	f.Fuzz(func(t *testing.T, source string) {
		b, err := Parse("rules.hcl", []byte(source), now)
		if (err == nil) != (b != nil) || err != nil && err.Error() == "" {
			t.Errorf("%v, %v", b, err)
		}
	})
}
