// Package cli is the guardian command: it reads arguments and settings, opens
// the database and hands the work to the packages that know it.
//
// A result goes to standard output, everything else to standard error. The exit
// status is 0 when the work is done, 1 when it failed, 2 for wrong usage or a
// setting that cannot be used, 3 from import --fail-on alone, and 130 after
// Ctrl-C, which is an orderly stop of serve and demo, 0.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/internal/config"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/rulebook"
)

// Run runs the command that args (without the program's name) ask for and
// returns the exit status. The end of ctx is Ctrl-C.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	out := newResult(stdout, os.Getenv)
	a := &app{in: stdin, out: out, err: shared(stderr)}
	root := newRoot(a)
	root.SetArgs(append([]string{}, args...)) // cobra reads os.Args for nil
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		err = out.err // what could not be written was not done
	}
	return a.exit(ctx, cmd, err)
}

// exit says what went wrong, once and in one line, and gives the exit status.
func (a *app) exit(ctx context.Context, cmd *cobra.Command, err error) int {
	var said statusError
	var usage *usageError
	var setting *config.Error
	var half *halfDoneError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &said):
		return int(said)
	case errors.Is(err, syscall.EPIPE): // nobody reads the result any more
		return exitFailed
	case ctx.Err() != nil && errors.Is(err, models.ErrNotReplicated): // what is interrupted is the waiting alone
		a.complain(err.Error())
		return exitInterrupted
	case ctx.Err() != nil && errors.As(err, &half):
		a.complain("interrupted; " + half.left)
		return exitInterrupted
	case ctx.Err() != nil, errors.Is(err, context.Canceled):
		a.complain("interrupted; nothing is left half done")
		return exitInterrupted
	case errors.As(err, &usage), errors.Is(err, models.ErrInvalid): // all input comes from the command line
		a.complain(fmt.Sprintf("%v; see %q", err, cmd.CommandPath()+" --help"))
		return exitUsage
	}
	if faults, is := err.(*rulebook.Faults); is { // of the file that was given, shown as Terraform does
		a.complain("no rule of the file is taken:")
		for line := range strings.SplitSeq(faults.Text(), "\n") {
			fmt.Fprintln(a.err, visible(line))
		}
		return exitFailed
	}
	a.complain(err.Error())
	listMeant(a.err, err)
	if errors.As(err, &setting) {
		return exitUsage
	}
	return exitFailed
}
