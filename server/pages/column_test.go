package pages

import "testing"

// A column is of words where its first row is.
func TestOfWords(t *testing.T) {
	t.Parallel()
	rows := [][]string{{"2026-11-23", "critical", "7", "−$2"}, {"2026-11-24", "1", "none", "$1"}}
	for column, want := range []bool{false, true, false, false} {
		if ofWords(rows, column) != want {
			t.Errorf("column %d is of words: %t", column, !want)
		}
	}
	if ofWords(nil, 0) {
		t.Error("no row is of words")
	}
}
