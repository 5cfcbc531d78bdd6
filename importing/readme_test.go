package importing

import (
	"os"
	"strings"
	"testing"
)

// TestReadmeShowsTheSeverityTable holds the README's copy of the table to the code.
func TestReadmeShowsTheSeverityTable(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for what, words := range guards {
		if row := "| " + what + " | " + strings.Join(words, ", "); !strings.Contains(string(text), row) {
			t.Errorf("README.md has no row that begins %q", row)
		}
	}
	for name := range volatile {
		if !strings.Contains(string(text), "`"+strings.ReplaceAll(name, " ", "_")+"`") {
			t.Errorf("README.md does not name %s as volatile", name)
		}
	}
}
