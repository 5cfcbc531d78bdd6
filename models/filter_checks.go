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
	for _, s := range f.Severity {
		enum(&c, "severity", s, Severities())
	}
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
	for _, r := range f.Role {
		enum(&c, "role", r, Roles())
	}
	return c.err()
}

// Validate has nothing to refuse; it is there for what lists take alike.
func (f SessionFilter) Validate() error { return nil }

func (c *checks) texts(field string, values []string) {
	for _, v := range values {
		c.optionalText(field, v, 0)
	}
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
