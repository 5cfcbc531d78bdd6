package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/clouddrift/guardian/models"
)

// newPassword asks for a password on the terminal, twice and without showing it,
// or reads it as one line where standard input is no terminal.
func (a *app) newPassword(ctx context.Context) (string, error) {
	if !isTerminal(a.in) {
		return waitFor(ctx, func() (string, error) { return readLine(a.in) })
	}
	first, err := a.ask(ctx, "Password: ")
	if err != nil {
		return "", err
	}
	second, err := a.ask(ctx, "The same again: ")
	if err == nil && first != second {
		err = errors.New("the two passwords differ; nobody was added")
	}
	return first, err
}

// ask reads one line from the terminal without showing it, and leaves the
// terminal as it was, after Ctrl-C too.
func (a *app) ask(ctx context.Context, prompt string) (string, error) {
	fd := int(a.in.(*os.File).Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	defer func() {
		_ = term.Restore(fd, before)
		fmt.Fprintln(a.err)
	}()
	fmt.Fprint(a.err, prompt)
	return waitFor(ctx, func() (string, error) {
		text, err := term.ReadPassword(fd)
		return string(text), err
	})
}

func readLine(in io.Reader) (string, error) {
	// One byte more than fits shows that a line is too long.
	line, err := bufio.NewReader(io.LimitReader(in, models.MaxPasswordLength+3)).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", err
	}
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", usagef("no password: type one on the terminal, or give it as a line of standard input")
	}
	return line, nil
}

// waitFor runs read, which knows no context, and gives up on it when ctx ends.
func waitFor[T any](ctx context.Context, read func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := read()
		done <- result{value, err}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
