package reports

import "testing"

// A copy within a text that is JSON is found, however its letters are written there.
func TestEscapedCopiesAreFound(t *testing.T) {
	t.Parallel()
	s := newSecrets(nil)
	s.add("Zq7-ünicode𝄞")
	for _, text := range []string{`{"q":"Zq7-ünicode𝄞"}`, `{"q":"Zq7-\u00fcnicode\ud834\udd1e"}`, `{"q":"Zq7-\u00FCnicode\uD834\uDD1E"}`} {
		if !s.in(text) {
			t.Errorf("%s is not found", text)
		}
	}
	s.add(`pa"ss\word/9`)
	for _, text := range []string{`{"u":"pa\"ss\\word/9"}`, `{"u":"pa\"ss\\word\/9"}`, `{"k":"{\"u\":\"pa\\\"ss\\\\word/9\"}"}`} {
		if !s.in(text) {
			t.Errorf("%s is not found", text)
		}
	}
	if s.in(`{"q":"Zq7-unicode"}`) {
		t.Error("another text is taken for it")
	}
}
