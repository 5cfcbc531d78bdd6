package cli

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// The exit statuses.
const (
	exitFailed      = 1
	exitUsage       = 2
	exitDrift       = 3
	exitInterrupted = 130
)

// halfDoneError is of work that is not all or nothing, and says what it leaves.
type halfDoneError struct {
	error
	left string
}

func (e *halfDoneError) Unwrap() error { return e.error }

// statusError ends the program with a status after everything was said.
type statusError int

func (e statusError) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// usageError is a command line that cannot be meant.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}

// where says in front of an error which command it is about.
func where(cmd *cobra.Command) string {
	if _, path, sub := strings.Cut(cmd.CommandPath(), " "); sub {
		return path + ": "
	}
	return ""
}

// arguments holds a command to its number of arguments, at most -1 for any.
func arguments(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) >= least && (most < 0 || len(args) <= most) {
			return nil
		}
		return usagef("%sgot %s, want: %s", where(cmd), counted(int64(len(args)), "argument"), cmd.UseLine())
	}
}

// flagError words what pflag says. It never shows a value of a flag that it does
// not know, which may be a misspelt one that holds a secret.
func flagError(cmd *cobra.Command, err error) error {
	var value *pflag.InvalidValueError
	var unknown *pflag.NotExistError
	switch {
	case errors.As(err, &value) && value.GetFlag().Value.Type() == "bool":
		return usagef("--%s: takes true or false, or stands alone", value.GetFlag().Name)
	case errors.As(err, &value):
		return usagef("--%s: %v", value.GetFlag().Name, value.Unwrap())
	case errors.As(err, &unknown):
		return usagef("%sunknown flag %s", where(cmd), dashed(unknown.GetSpecifiedName()))
	}
	return usagef("%s", err)
}

func dashed(flag string) string {
	if len(flag) == 1 {
		return "-" + flag
	}
	return "--" + flag
}

// word is what may be shown of a wrong argument: anything longer or stranger
// might be a secret in the wrong place.
var word = regexp.MustCompile(`^[\w-]{1,30}$`)

// parseID reads the id of a row. uuid.Parse alone would take other spellings too.
func parseID(what, s string) (uuid.UUID, error) {
	id, err := uuid.Parse(s)
	if err != nil || len(s) != len(uuid.Nil.String()) {
		return uuid.Nil, usagef("%s: takes a UUID such as 5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55, got %q", what, s)
	}
	return id, nil
}
