package models

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
)

// everything is the value of a filter that does not narrow the list.
const everything = "all"

// FilterValue writes a value so that a filter takes it as it is: a backslash goes
// before each comma and backslash of its own, before a space at either end, and before a
// value that is just all.
func FilterValue(s string) string {
	if s == everything {
		return `\` + s
	}
	s = strings.NewReplacer(`\`, `\\`, `,`, `\,`).Replace(s)
	if last, size := utf8.DecodeLastRuneInString(s); unicode.IsSpace(last) {
		s = s[:len(s)-size] + `\` + s[len(s)-size:]
	}
	if first, _ := utf8.DecodeRuneInString(s); unicode.IsSpace(first) {
		s = `\` + s
	}
	return s
}

// SplitFilter takes the values of a filter apart: each may hold several, as in
// a,b, and empty ones drop out. One value all means that there is no filter, so
// none comes back. It undoes what [FilterValue] does.
func SplitFilter(values []string) []string {
	list := split(values)
	if slices.Contains(list, everything) {
		return nil
	}
	return plain(list)
}

// split cuts at the commas that no backslash guards, and drops what is empty.
func split(values []string) []string {
	var list []string
	for _, v := range values {
		begin := 0
		for i := 0; i <= len(v); i++ {
			switch {
			case i < len(v) && v[i] == '\\':
				i++ // what it guards
			case i >= len(v) || v[i] == ',':
				if s := trim(v[begin:min(i, len(v))]); s != "" {
					list = append(list, s)
				}
				begin = i + 1
			}
		}
		if begin < len(v) { // the last character is a backslash
			list = append(list, trim(v[begin:]))
		}
	}
	return list
}

// trim takes the spaces away at both ends that no backslash guards.
func trim(s string) string {
	s = strings.TrimLeftFunc(s, unicode.IsSpace)
	inner := strings.TrimRightFunc(s, unicode.IsSpace)
	if guards := len(inner) - len(strings.TrimRight(inner, `\`)); guards%2 == 1 && inner != s {
		_, size := utf8.DecodeRuneInString(s[len(inner):])
		inner = s[:len(inner)+size]
	}
	return inner
}

// guarded is what FilterValue puts a backslash before, but for all.
var guarded = regexp.MustCompile(`\\([\\,\pZ\s\v\x{85}])`)

// plain takes the backslashes of FilterValue away.
func plain(list []string) []string {
	for i, s := range list {
		if s == `\`+everything {
			s = everything
		}
		list[i] = guarded.ReplaceAllString(s, "$1")
	}
	return list
}

// onlyValue gives the value of a filter that takes one; "" where there is none.
func onlyValue(c *checks, name string, given []string) string {
	list := SplitFilter(given)
	switch len(list) {
	case 0:
		return ""
	case 1:
		return list[0]
	}
	c.fail(name, "takes one value")
	return ""
}

// single gives the value of a parameter that may stand only once.
func single(c *checks, name string, given []string) string {
	if len(given) > 1 {
		c.fail(name, "stands more than once")
	}
	if len(given) == 0 {
		return ""
	}
	return given[0]
}

// wholeNumber reads a number from 1 to limit; 0 where the parameter is not given.
func wholeNumber(c *checks, name string, given []string, limit int) int {
	s := single(c, name, given)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > limit {
		c.fail(name, "takes a whole number from 1 to %d, got %s", limit, quote(s))
		return 0
	}
	return n
}

// moment reads RFC 3339, a date, which means its midnight in UTC, or an age.
func moment(c *checks, name string, given []string) time.Time {
	s := single(c, name, given)
	if s == "" {
		return time.Time{}
	}
	t, err := parseMoment(s, time.Now())
	if err != nil {
		c.fail(name, "%s", err)
		return time.Time{}
	}
	if t.IsZero() {
		c.fail(name, "takes a later time: the first moment of the year 1 stands for no time at all")
	}
	c.moment(name, t)
	return t
}

// ParseID reads a UUID in its usual spelling; uuid.Parse alone would take others
// too. The error can be shown.
func ParseID(s string) (uuid.UUID, error) {
	id, err := uuid.Parse(s)
	if err != nil || len(s) != len(uuid.Nil.String()) {
		return uuid.Nil, fmt.Errorf("takes a UUID such as 5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55, got %s", quote(s))
	}
	return id, nil
}
