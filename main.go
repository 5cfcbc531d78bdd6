// Guardian keeps a ledger of configuration drift: which resources of a cloud
// differ from the code that made them, since when, how gravely, and what people
// decided about it. See README.md.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/clouddrift/guardian/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal asks for an orderly end. After it the system's own way is
	// back, so that a second one ends the program at once.
	context.AfterFunc(ctx, stop)
	// Where nobody reads the output any more (as behind a pipe to head), writing it
	// fails, rather than the program ending before it has stopped its PostgreSQL.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	os.Exit(cli.Run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
