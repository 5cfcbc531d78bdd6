package config

import (
	"fmt"
	"regexp"
)

// Error says which setting cannot be used and what it takes. Its text is one line and never holds a secret.
type Error struct {
	Setting string // the setting's name, or FILE:LINE for a .env that cannot be read
	Want    string // what the setting takes
	Got     string // what it was; empty for a secret. Of an address the user, the password and the query are not shown
	Source  string // where it was set, when that was not the environment
	Hint    string // why, or the way out; may be empty
}

// Error returns the line for the user.
func (e *Error) Error() string {
	line := e.Setting + ": want " + e.Want
	if e.Got != "" {
		line += fmt.Sprintf(", got %q", private.ReplaceAllString(e.Got, "$1$3…$2"))
	}
	if e.Source != "" {
		line += " (set in " + e.Source + ")"
	}
	if e.Hint != "" {
		line += "; " + e.Hint
	}
	return line
}

// private is what an address may hold of a secret, in a setting that takes none: its user and password, and its query.
var private = regexp.MustCompile(`(?s)(://).*(@)|([?#]).+`)
