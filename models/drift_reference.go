package models

import (
	"encoding/hex"
	"regexp"
	"strings"

	"github.com/google/uuid"
)

// MinIDPrefix is how many characters of a drift's id stand for it at least.
const MinIDPrefix = 8

// DriftReference is a drift as people name it: by its id, the beginning of that, or
// SCOPE/ADDRESS. It is of either kind, never of both.
type DriftReference struct {
	words string
	// First and Last are the ids that a given beginning leaves, both included; zero
	// where the reference is a place.
	First, Last uuid.UUID
	// Places are all that SCOPE/ADDRESS may mean, since a slash may stand in both.
	Places []DriftPlace
}

// DriftPlace is where a drift is: an address within a scope.
type DriftPlace struct{ Scope, Address string }

// String gives the words that were given.
func (r DriftReference) String() string { return r.words }

var (
	idBegins  = regexp.MustCompile(`^[0-9a-fA-F-]+$`)
	idPattern = regexp.MustCompile(`^([0-9a-f]{0,8}|[0-9a-f]{8}(-[0-9a-f]{4}){0,3}-[0-9a-f]{0,12})$`)
)

// ParseDriftReference reads how people name a drift. The error, of kind [ErrInvalid],
// is about DRIFT.
func ParseDriftReference(words string) (DriftReference, error) {
	ref := DriftReference{words: words}
	var c checks
	c.text("DRIFT", words, 0)
	if err := c.err(); err != nil {
		return ref, err
	}
	if strings.Contains(words, "/") {
		ref.Places = placesIn(words)
		if len(ref.Places) == 0 {
			c.fail("DRIFT", "takes SCOPE/ADDRESS with both of them, got %s", quote(words))
		}
		return ref, c.err()
	}
	var isID bool
	ref.First, ref.Last, isID = IDsThatBegin(words)
	switch {
	case idBegins.MatchString(words) && len(words) < MinIDPrefix:
		c.fail("DRIFT", "takes at least the first %d characters of an id, got %s", MinIDPrefix, quote(words))
	case !isID:
		c.fail("DRIFT", "takes an id, its first %d characters or more, or SCOPE/ADDRESS, got %s", MinIDPrefix, quote(words))
	}
	return ref, c.err()
}

// placesIn cuts at each slash, as far as a scope may be long.
func placesIn(words string) (places []DriftPlace) {
	for i := 1; i < min(len(words)-1, MaxScopeLength+1); i++ {
		if words[i] == '/' {
			places = append(places, DriftPlace{words[:i], words[i+1:]})
		}
	}
	return places
}

// IDsThatBegin gives the first and the last id that begin so, and whether any can.
func IDsThatBegin(id string) (first, last uuid.UUID, ok bool) {
	id = strings.ToLower(id)
	if !idPattern.MatchString(id) || len(id) > len(first.String()) {
		return first, last, false
	}
	digits := strings.ReplaceAll(id, "-", "")
	for _, side := range []struct {
		id   *uuid.UUID
		fill string
	}{{&first, "0"}, {&last, "f"}} {
		full := digits + strings.Repeat(side.fill, 2*len(side.id)-len(digits))
		if _, err := hex.Decode(side.id[:], []byte(full)); err != nil {
			return first, last, false
		}
	}
	return first, last, true
}
