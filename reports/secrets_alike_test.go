package reports

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

// The longest is found of all secrets that begin alike, wherever it stands among them.
func TestLongestOfThoseThatBeginAlike(t *testing.T) {
	t.Parallel()
	s := newSecrets(new(kept))
	for _, secret := range []string{"password", "password1", "password123", "password12z", "password1\nx", "passwordA", "passwordb"} {
		s.addText(secret)
	}
	for text, want := range map[string]string{
		"password": "password", "password1": "password1", "password12": "password1", "password123": "password123", "password1234": "password123",
		"password12zz": "password12z", "password13": "password1", "passwordAz": "passwordA", "passwordaz": "password", "password1\n  xy": "password1\n  x",
		"passwor": "", "passwore": "", "xx password0": "password",
	} {
		if _, got := s.next(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// However many secrets begin alike, and however many stand in one text, looking for them takes as long as the texts are:
// a list of 20,000 had not ended after a minute.
func TestManySecretsThatBeginAlike(t *testing.T) {
	t.Parallel()
	const many = 20_000
	s := newSecrets(new(kept))
	for i := range many {
		s.addText(fmt.Sprintf("password-%06d", i))
	}
	begin := time.Now()
	for i := range many {
		if s.in(fmt.Sprintf("password-x%06d", i)) {
			t.Fatal("it holds none")
		}
	}
	text := strings.Repeat("password-000001", many)
	if got := s.clean(text); got != strings.Repeat(models.Redacted, many) {
		t.Errorf("%d characters are left", len(got))
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}
