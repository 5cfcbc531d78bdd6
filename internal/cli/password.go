package cli

import (
	"bufio"
	"context"
	"errors"
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
	fd := int(a.in.(*os.File).Fd())
	// Here, and not beside the read, which outlives Ctrl-C: nothing may change the
	// terminal after it was put back.
	before, err := term.MakeRaw(fd)
	if err != nil {
		return "", err
	}
	defer func() { _ = term.Restore(fd, before) }()
	terminal := term.NewTerminal(readWriter{a.in, a.err}, "")
	first, err := ask(ctx, terminal, "Password: ")
	if err != nil {
		return "", err
	}
	second, err := ask(ctx, terminal, "The same again: ")
	if err == nil && first != second {
		err = errors.New("the two passwords differ; nobody was added")
	}
	return first, err
}

// readWriter is a terminal: what it reads and where it writes.
type readWriter struct {
	io.Reader
	io.Writer
}

// ask reads one line from the terminal without showing it.
func ask(ctx context.Context, terminal *term.Terminal, prompt string) (string, error) {
	text, err := waitFor(ctx, func() (string, error) { return terminal.ReadPassword(prompt) })
	if err != nil {
		_, _ = terminal.Write([]byte("\n")) // the line of the prompt ends
	}
	if err == io.EOF { // Ctrl-C is a key to a raw terminal
		err = context.Canceled
	}
	return text, err
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
