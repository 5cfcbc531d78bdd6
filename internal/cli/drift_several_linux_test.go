package cli_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/cli"
	"github.com/clouddrift/guardian/internal/testdb"
)

// On a terminal the step by filter asks first, and takes only a yes for one.
func TestStepAsks(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	addUser(t, db, "ann@example.com", "engineer")
	imported(t, db)
	answering := func(answer string) result {
		t.Helper()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		person, program := terminal(t)
		var out bytes.Buffer
		errs, status := newLines(), make(chan int, 1)
		go func() {
			status <- cli.Run(ctx, on(db, "drift", "triage", "--status", "open", "--as", "ann@example.com"), program, &out, errs)
		}()
		errs.wait(ctx, t, "? [y/N] ")
		if answer == "" {
			cancel()
		} else if _, err := person.WriteString(answer + "\n"); err != nil {
			t.Fatal(err)
		}
		return result{<-status, out.String(), errs.String()}
	}
	const question = "Triage 7 drifts (1 critical, 5 warning, 1 info)? [y/N] "
	if r := answering("n"); r.status != 1 || r.err != question+"guardian: nothing was changed\n" || r.out != "" {
		t.Errorf("got %+v", r)
	}
	if r := answering(""); r.status != 130 || !strings.HasPrefix(r.err, question+"\nguardian: interrupted") {
		t.Errorf("got %+v", r)
	}
	if r := answering("Yes"); r.status != 0 || r.err != question || r.out != "7 drifts triaged: 1 critical, 5 warning, 1 info.\n" {
		t.Errorf("got %+v", r)
	}
}
