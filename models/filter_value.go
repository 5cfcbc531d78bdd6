package models

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
)

// MaxFilterValues is how many values one field of a filter takes.
const MaxFilterValues = 1000

// MaxSoughtWords is how many words a filter of words seeks in all: PostgreSQL compares with each, and falls over thousands.
const MaxSoughtWords = 100

// MaxFilterNumber is the greatest number that a filter takes; PostgreSQL's integer
// holds no greater one.
const MaxFilterNumber = math.MaxInt32

// checkFew holds a number of values to what a filter takes.
func (c *checks) checkFew(name string, n int) bool {
	if n > MaxFilterValues {
		c.fail(name, "takes at most %d values, got %d", MaxFilterValues, n)
	}
	return n <= MaxFilterValues
}

// filterValue is one field of a filter, whatever its type.
type filterValue interface {
	// parse fills in the field from the values of a parameter.
	parse(c *checks, name string, given []string)
	check(c *checks, name string)
	value() any
}

type wordsValue[E ~string] struct {
	field   *[]E
	allowed []E
}

func (v wordsValue[E]) parse(c *checks, name string, given []string) {
	for _, s := range split(given) {
		if s != everything {
			enum(c, name, E(s), v.allowed)
		}
	}
	for _, s := range SplitFilter(given) {
		*v.field = append(*v.field, E(s))
	}
}

func (v wordsValue[E]) check(c *checks, name string) {
	if c.checkFew(name, len(*v.field)) {
		for _, word := range *v.field {
			enum(c, name, word, v.allowed)
		}
	}
}

func (v wordsValue[E]) value() any {
	if len(*v.field) == 0 {
		return nil
	}
	return Texts(*v.field)
}

type textsValue struct{ field *[]string }

func (v textsValue) parse(c *checks, name string, given []string) {
	for _, s := range split(given) {
		c.optionalText(name, s, 0)
	}
	*v.field = SplitFilter(given)
}

func (v textsValue) check(c *checks, name string) {
	if c.checkFew(name, len(*v.field)) {
		for _, s := range *v.field {
			c.optionalText(name, s, 0)
		}
	}
}

func (v textsValue) value() any {
	if len(*v.field) == 0 {
		return nil
	}
	return slices.Clone(*v.field)
}

// soughtValue are texts of words that are sought.
type soughtValue struct{ textsValue }

func (v soughtValue) check(c *checks, name string) {
	v.textsValue.check(c, name)
	n := 0
	for _, s := range *v.field {
		n += len(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
	}
	if n > MaxSoughtWords {
		c.fail(name, "takes at most %d words, got %d", MaxSoughtWords, n)
	}
}

// scopesValue are names of scopes, and prefix/* for all below a prefix where below is set. Who types any other pattern
// is refused: it would be taken for a name, and find nothing. A program names a scope as it is called.
type scopesValue struct {
	textsValue
	below bool
}

func (v scopesValue) parse(c *checks, name string, given []string) {
	v.textsValue.parse(c, name, given)
	takes := "takes the whole name of a scope"
	if v.below {
		takes += ", or prefix/* for all below a prefix"
	}
	for _, s := range *v.field {
		of, is := strings.CutSuffix(s, "/*")
		if strings.Contains(of, "*") || is && !v.below {
			c.fail(name, "%s, got %s", takes, quote(s))
		}
	}
}

type idValue struct{ field **uuid.UUID }

func (v idValue) parse(c *checks, name string, given []string) {
	s := onlyValue(c, name, given)
	if s == "" {
		return
	}
	id, err := ParseID(s)
	if err != nil {
		c.fail(name, "%s", err)
		return
	}
	*v.field = &id
}

func (v idValue) check(*checks, string) {}

func (v idValue) value() any {
	if *v.field == nil {
		return nil
	}
	return **v.field
}

type flagValue struct{ field **bool }

func (v flagValue) parse(c *checks, name string, given []string) {
	switch s := onlyValue(c, name, given); s {
	case "":
	case "true", "false":
		yes := s == "true"
		*v.field = &yes
	default:
		c.fail(name, "takes true, false or all, got %s", quote(s))
	}
}

func (v flagValue) check(*checks, string) {}

func (v flagValue) value() any {
	if *v.field == nil {
		return nil
	}
	return **v.field
}

type leastValue struct{ field **int64 }

func (v leastValue) parse(c *checks, name string, given []string) {
	s := onlyValue(c, name, given)
	if s == "" {
		return
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n > MaxFilterNumber {
		c.fail(name, "takes a whole number from 0 to %d, got %s", MaxFilterNumber, quote(s))
		return
	}
	*v.field = &n
}

func (v leastValue) check(c *checks, name string) {
	if n := *v.field; n != nil && (*n < 0 || *n > MaxFilterNumber) {
		c.fail(name, "takes a whole number from 0 to %d, got %d", MaxFilterNumber, *n)
	}
}

func (v leastValue) value() any {
	if *v.field == nil {
		return nil
	}
	return **v.field
}

type timeValue struct{ field *time.Time }

func (v timeValue) parse(c *checks, name string, given []string) { *v.field = moment(c, name, given) }

func (v timeValue) check(c *checks, name string) {
	if !v.field.IsZero() {
		c.moment(name, *v.field)
	}
}

func (v timeValue) value() any {
	if v.field.IsZero() {
		return nil
	}
	return *v.field
}

// Texts gives the words of an enum as texts.
func Texts[E ~string](values []E) []string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = string(v)
	}
	return list
}
