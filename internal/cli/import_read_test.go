package cli_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/clouddrift/guardian/internal/cli"
	"github.com/clouddrift/guardian/internal/testdb"
)

func TestImportStandardInput(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	text := string(readReport(t, "02-single.plan.json"))
	r := runWith(t.Context(), text, on(db, "import", "-", "--scope", "web-shop", "--output", "json")...)
	got := readJSON[[]outcome](t, r.out)
	if r.status != 0 || got[0].File != "-" || got[0].Created != 1 || got[0].Scope != "web-shop" {
		t.Errorf("got %+v", r)
	}
	checkRefused(t, runWith(t.Context(), text, on(db, "import", "-")...), 2, "standard input", "--scope NAME")
	checkRefused(t, runWith(t.Context(), "", on(db, "import", "-", "--scope", "s")...), 1, "standard input: ")
}

// endless is a standard input on which nothing ever comes.
type endless struct{ asked chan struct{} }

func (e endless) Read([]byte) (int, error) {
	close(e.asked)
	select {}
}

// Ctrl-C ends the waiting for standard input.
func TestImportInterruptedWhileReading(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	ctx, cancel := context.WithCancel(t.Context())
	in := endless{make(chan struct{})}
	go func() { <-in.asked; cancel() }()
	var out, errs bytes.Buffer
	status := cli.Run(ctx, on(db, "import", "-", "--scope", "s"), in, &out, &errs)
	checkRefused(t, result{status, out.String(), errs.String()}, 130, "interrupted")
}
