// Bench loads a ledger and prints, as a table in Markdown, how fast Guardian is on it beside raw pgx,
// a bare handler and \copy.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
)

const usage = `go run ./bench [load | measure] [FOLDER]

Without a word it loads a ledger into a folder for the while, measures and removes the folder. load keeps
the ledger in FOLDER, measure measures what is there, after the migrations that it lacks.
`

func main() {
	flag.Usage = func() { fmt.Fprint(os.Stderr, usage) }
	flag.Parse()
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	defer cancel()
	if err := run(ctx, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	drifts, err := strconv.Atoi(os.Getenv("BENCH_DRIFTS"))
	if err != nil {
		return err
	}
	return load(ctx, args[1], drifts)
}
