package models

import "time"

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (f ScanFilter) Validate() error {
	var c checks
	c.texts("scope", f.Scope)
	c.texts("source", f.Source)
	return c.err()
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (f AlertFilter) Validate() error {
	var c checks
	enums(&c, "severity", f.Severity, Severities())
	return c.err()
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (f CostFilter) Validate() error {
	var c checks
	c.moments(f.Since, f.Until)
	return c.err()
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (f AuditFilter) Validate() error {
	var c checks
	c.texts("action", f.Action)
	c.moments(f.Since, f.Until)
	return c.err()
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (f UserFilter) Validate() error {
	var c checks
	enums(&c, "role", f.Role, Roles())
	return c.err()
}

// Validate has nothing to refuse; it is there for what lists take alike.
func (f SessionFilter) Validate() error { return nil }

// MaxFilterValues is how many values one field of a filter takes.
const MaxFilterValues = 1000

func enums[E ~string](c *checks, field string, values, allowed []E) {
	if c.few(field, len(values)) {
		for _, v := range values {
			enum(c, field, v, allowed)
		}
	}
}

func (c *checks) texts(field string, values []string) {
	if !c.few(field, len(values)) {
		return
	}
	for _, v := range values {
		c.optionalText(field, v, 0)
	}
}

func (c *checks) few(field string, n int) bool {
	if n > MaxFilterValues {
		c.fail(field, "takes at most %d values, got %d", MaxFilterValues, n)
	}
	return n <= MaxFilterValues
}

// moments holds the bounds of a period, where they are set, to what a column takes.
func (c *checks) moments(since, until time.Time) {
	if !since.IsZero() {
		c.moment("since", since)
	}
	if !until.IsZero() {
		c.moment("until", until)
	}
}
