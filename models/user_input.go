package models

// RenameUserInput is what a user is called from now on.
type RenameUserInput struct {
	FirstName string // "" is none; at most 100 characters
	LastName  string // "" is none; at most 100 characters
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (in RenameUserInput) Validate() error {
	var c checks
	c.optionalText("firstName", in.FirstName, 100)
	c.optionalText("lastName", in.LastName, 100)
	return c.err()
}
