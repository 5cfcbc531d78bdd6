package cli

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/clouddrift/guardian/models"
)

// text is a flag that takes a text of a limited length, which is not empty.
type text struct {
	value *string
	limit int
	unit  string // bytes or characters
}

func (t *text) String() string { return *t.value }
func (t *text) Type() string   { return "TEXT" }

func (t *text) Set(s string) error {
	length := utf8.RuneCountInString(s)
	if t.unit == "bytes" {
		length = len(s)
	}
	switch {
	case strings.TrimSpace(s) == "":
		return errors.New("takes a text that is not empty")
	case !utf8.ValidString(s):
		return errors.New("takes UTF-8")
	case length > t.limit:
		return fmt.Errorf("takes at most %d %s, got %d", t.limit, t.unit, length)
	}
	*t.value = s
	return nil
}

// moment is a flag that takes a time.
type moment struct{ value *time.Time }

func (m *moment) Type() string { return "TIME" }

func (m *moment) String() string {
	if m.value.IsZero() {
		return ""
	}
	return m.value.Format(time.RFC3339)
}

func (m *moment) Set(s string) error {
	t, err := models.ParseTime(s)
	if err != nil {
		return err
	}
	// The zero time would count as no time at all.
	if t.IsZero() || t.Year() < 1 || t.Year() > 9999 {
		return errors.New("takes a time in the years 1 to 9999")
	}
	*m.value = t
	return nil
}
