package models

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// MaxJSONDepth is how many objects and arrays of a stored JSON value may lie in one
// another. PostgreSQL parses jsonb recursively and gives up where its stack ends;
// this stays well clear.
const MaxJSONDepth = 500

// MaxJSONSize is how many bytes a stored JSON value may take written out, as
// PostgreSQL writes it: a number such as 1e131071 is 8 bytes in a report and
// 131,072 in every answer that shows it.
const MaxJSONSize = 64 << 20

// CheckStorable says why PostgreSQL's jsonb could not keep a decoded value, or why
// the ledger does not: U+0000 in a string, a number beyond numeric's range, more
// than [MaxJSONDepth] levels, or more than [MaxJSONSize] bytes. It costs no more
// than reading the value, whatever its numbers stand for. The error's text can be
// shown; of several problems it names one.
func CheckStorable(v any) error {
	c := storableCheck{room: MaxJSONSize}
	problem, path := c.find(v, MaxJSONDepth)
	switch {
	case problem == "":
		return nil
	case path == "":
		return errors.New(problem)
	}
	return fmt.Errorf("%s at %s", problem, strings.TrimPrefix(path, "."))
}

// MaxNameLength is how many bytes the name of an attribute that differs has at most; an index
// holds it, and more only of what can be compressed.
const MaxNameLength = 2500

// CheckNames says which name of a difference the ledger could not keep; of several it names one.
// The error's text can be shown.
func CheckNames(difference map[string]any) error {
	long := ""
	for name := range difference {
		if len(name) > MaxNameLength && (long == "" || name < long) {
			long = name
		}
	}
	if long == "" {
		return nil
	}
	return fmt.Errorf("names an attribute with %d bytes, %s; takes at most %d", len(long), quote(long), MaxNameLength)
}

// plainKey is a name that can stand in a path as it is.
var plainKey = regexp.MustCompile(`^[\w-]{1,60}$`)

// storableCheck walks a value; room is how many more bytes it may take.
type storableCheck struct{ room int }

// tooLarge takes n bytes of the room and says whether there were not as many.
func (c *storableCheck) tooLarge(n int) bool {
	c.room -= n
	return c.room < 0
}

var sizeProblem = fmt.Sprintf("takes more than %d MiB written out", MaxJSONSize>>20)

// find gives a problem and its path, built on the way back. The value may have so
// many levels.
func (c *storableCheck) find(v any, levels int) (problem, path string) {
	switch v.(type) {
	case []any, map[string]any:
		if levels--; levels < 0 {
			return fmt.Sprintf("is nested deeper than %d levels", MaxJSONDepth), ""
		}
	}
	switch v := v.(type) {
	case string:
		if strings.ContainsRune(v, 0) {
			return "holds U+0000", ""
		}
		if c.tooLarge(len(v) + 2) {
			return sizeProblem, ""
		}
	case Masked:
		if c.tooLarge(len(v.text()) + 2) {
			return sizeProblem, ""
		}
	case json.Number:
		if !numericHolds(v) {
			return "holds a number beyond PostgreSQL's numeric", ""
		}
		if c.tooLarge(writtenLength(v)) {
			return sizeProblem, ""
		}
	case []any:
		for i, e := range v {
			if problem, path = c.find(e, levels); problem != "" {
				return problem, within(fmt.Sprintf("[%d]", i), path)
			}
		}
	case map[string]any:
		return c.members(v, levels)
	}
	return "", ""
}

func (c *storableCheck) members(object map[string]any, levels int) (problem, path string) {
	for k, e := range object {
		if strings.ContainsRune(k, 0) {
			return "holds U+0000 in a name", ""
		}
		if c.tooLarge(len(k) + 4) {
			return sizeProblem, ""
		}
		if problem, path = c.find(e, levels); problem != "" {
			if plainKey.MatchString(k) {
				return problem, within("."+k, path)
			}
			return problem, within("["+quote(k)+"]", path)
		}
	}
	return "", ""
}

// within puts a step before a path, of which only so much is shown.
func within(step, path string) string {
	const limit = 200
	if len(step)+len(path) > limit {
		return step + "…"
	}
	return step + path
}
