package cli

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/models"
)

// choice is a flag that takes one of a few words.
type choice[E ~string] struct {
	value   *E
	allowed []E
}

func (c choice[E]) String() string { return string(*c.value) }
func (c choice[E]) Type() string   { return strings.Join(models.Texts(c.allowed), "|") }

func (c choice[E]) Set(s string) error {
	if !slices.Contains(c.allowed, E(s)) {
		return fmt.Errorf("takes %s, got %q", strings.Join(models.Texts(c.allowed), ", "), s)
	}
	*c.value = E(s)
	return nil
}

// addChoice adds a flag of a few words, which the shell completes. The default
// is what value holds.
func addChoice[E ~string](cmd *cobra.Command, value *E, name string, allowed []E, usage string) {
	cmd.Flags().Var(choice[E]{value, allowed}, name, usage)
	complete(cmd, name, allowed)
}

// complete offers words for a flag to the shell.
func complete[E ~string](cmd *cobra.Command, name string, allowed []E) {
	// It fails only for a flag that does not exist, which the tests would notice.
	_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(models.Texts(allowed), cobra.ShellCompDirectiveNoFileComp))
}

// orWords names values in a sentence: a, b or c.
func orWords[E ~string](values []E) string {
	list := models.Texts(values)
	last := len(list) - 1
	return strings.Join(list[:last], ", ") + " or " + list[last]
}

// number is a flag that takes a whole number within bounds.
type number struct {
	value       *uint64
	least, most uint64
}

func (n number) String() string { return strconv.FormatUint(*n.value, 10) }
func (n number) Type() string   { return "N" }

func (n number) Set(s string) error {
	v, err := strconv.ParseUint(s, 10, 64)
	if err != nil || v < n.least || v > n.most {
		return fmt.Errorf("takes a whole number from %d to %d, got %q", n.least, n.most, s)
	}
	*n.value = v
	return nil
}

// text is a flag that takes a text of a limited length.
type text struct {
	value *string
	limit int
	unit  string // bytes or characters
}

func (t *text) String() string { return *t.value }

func (t *text) Type() string { return "TEXT" }

func (t *text) Set(s string) error {
	length := utf8.RuneCountInString(s)
	if t.unit == "bytes" {
		length = len(s)
	}
	switch {
	case !utf8.ValidString(s):
		return errors.New("takes UTF-8")
	case length > t.limit:
		return fmt.Errorf("takes at most %d %s, got %d", t.limit, t.unit, length)
	}
	*t.value = s
	return nil
}

// end is a flag that takes when an approval ends.
type end struct{ value *models.ApprovalEnd }

func (e end) Type() string { return "TIME" }

func (e end) String() string {
	switch {
	case e.value == nil || e.value.IsZero():
		return ""
	case e.value.After > 0:
		return e.value.After.String()
	}
	return e.value.At.Format(time.RFC3339)
}

func (e end) Set(s string) (err error) {
	*e.value, err = models.ParseApprovalEnd(s)
	return err
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
	if t.IsZero() {
		return errors.New("takes a later time: the first moment of the year 1 stands for no time at all")
	}
	if t.Year() < 1 || t.Year() > 9999 {
		return errors.New("takes a time in the years 1 to 9999")
	}
	*m.value = t
	return nil
}
