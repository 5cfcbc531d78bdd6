//go:build linux

package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/clouddrift/guardian/internal/cli"
	"github.com/clouddrift/guardian/internal/testdb"
)

// terminal is a pseudo terminal: what the person types, and the program's end.
func terminal(t *testing.T) (person, program *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip("no pseudo terminals here: ", err)
	}
	t.Cleanup(func() { person.Close() })
	if err := unix.IoctlSetPointerInt(int(person.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(person.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { program.Close() })
	return person, program
}

func echoes(t *testing.T, terminal *os.File) bool {
	t.Helper()
	state, err := unix.IoctlGetTermios(int(terminal.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return state.Lflag&unix.ECHO != 0
}

// answering runs a command on a terminal, types an answer to each prompt, and gives
// up on the prompt for which there is no answer left.
func answering(t *testing.T, args, prompts []string, answers ...string) (result, *os.File) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	person, program := terminal(t)
	var out bytes.Buffer
	errs, status := newLines(), make(chan int, 1)
	go func() { status <- cli.Run(ctx, args, program, &out, errs) }()
	for i, prompt := range prompts {
		errs.wait(ctx, t, prompt)
		if i == len(answers) {
			cancel()
			break
		}
		if _, err := person.WriteString(answers[i] + "\n"); err != nil {
			t.Fatal(err)
		}
	}
	return result{<-status, out.String(), errs.String()}, program
}

// typing runs user add on a terminal, with answers to its prompts.
func typing(t *testing.T, db testdb.Database, answers ...string) result {
	t.Helper()
	r, program := answering(t, on(db, "user", "add", "--email", "ann@example.com"), []string{"Password: ", "The same again: "}, answers...)
	if !echoes(t, program) {
		t.Error("the terminal no longer echoes")
	}
	if strings.Contains(r.out+r.err, password) {
		t.Errorf("the password is shown: %+v", r)
	}
	return r
}

func TestPasswordOnTerminal(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	if r := typing(t, db, password, "something else"); r.status != 1 || !strings.HasSuffix(r.err, "guardian: the two passwords differ; nobody was added\n") {
		t.Errorf("got %+v", r)
	}
	if r := typing(t, db, password); r.status != 130 {
		t.Errorf("after Ctrl-C: %+v", r)
	}
	if r := typing(t, db, password, password); r.status != 0 || !strings.HasPrefix(r.out, "Added viewer ann@example.com") {
		t.Errorf("got %+v", r)
	}
}

// A named pipe, as a shell's <(…) is, has no name that lasts.
func TestImportNamedPipe(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, 2, []string{pipe, "--scope NAME"}, on(db, "import", pipe)...)
	go func() { _ = os.WriteFile(pipe, readReport(t, "02-single.plan.json"), 0o600) }()
	if out := ok(t, on(db, "import", pipe, "--scope", "web-shop")...); !strings.Contains(out, "1 created") {
		t.Errorf("got %s", out)
	}
}
