package models

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

// checks collects the fields of one input that break a rule.
type checks struct{ fields []FieldError }

func (c *checks) fail(field, format string, args ...any) {
	c.fields = append(c.fields, FieldError{field, fmt.Sprintf(format, args...)})
}

// text holds s to 1…limit characters that PostgreSQL can store.
func (c *checks) text(field, s string, limit int) {
	if strings.TrimSpace(s) == "" {
		c.fail(field, "is required")
		return
	}
	c.optionalText(field, s, limit)
}

// optionalText is text that may be empty. A limit of 0 is none.
func (c *checks) optionalText(field, s string, limit int) {
	switch {
	case !utf8.ValidString(s):
		c.fail(field, "must be UTF-8")
	case strings.ContainsRune(s, 0):
		c.fail(field, "must not contain U+0000")
	case limit > 0 && utf8.RuneCountInString(s) > limit:
		c.fail(field, "takes at most %d characters, got %d", limit, utf8.RuneCountInString(s))
	}
}

// object holds j to a JSON object that jsonb can store.
func (c *checks) object(field string, j JSON) map[string]any {
	if len(j) == 0 {
		c.fail(field, "is required")
		return nil
	}
	v, err := DecodeJSON(j)
	if err != nil {
		c.fail(field, "%s", err)
		return nil
	}
	object, ok := v.(map[string]any)
	if !ok {
		c.fail(field, "must be a JSON object")
		return nil
	}
	if err := CheckStorable(v); err != nil {
		c.fail(field, "%s", err)
	}
	return object
}

// moment holds t to what timestamptz and RFC 3339 can both write.
func (c *checks) moment(field string, t time.Time) {
	if y := t.UTC().Year(); y < 1 || y > 9999 {
		c.fail(field, "must lie in the years 1 to 9999")
	}
}

func (c *checks) err() error {
	if len(c.fields) == 0 {
		return nil
	}
	return &Error{Kind: ErrInvalid, Fields: c.fields}
}

func (c *checks) id(field string, id uuid.UUID) {
	if id == uuid.Nil {
		c.fail(field, "is required")
	}
}

func (c *checks) user(field string, id uuid.UUID) {
	if id == uuid.Nil {
		c.fail(field, "is required: the id of a user")
	}
}

func (c *checks) address(ip *IP) {
	if ip != nil && (!ip.IsValid() || ip.Zone() != "") {
		c.fail("ipAddress", "takes an IPv4 or IPv6 address")
	}
}

func (c *checks) future(field string, t time.Time) {
	if t.IsZero() {
		c.fail(field, "is required")
	} else if !t.After(time.Now()) {
		c.fail(field, "must lie in the future")
	} else {
		c.moment(field, t)
	}
}
