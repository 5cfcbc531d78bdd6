// Bench loads a ledger and prints, as a table in Markdown, how fast Guardian is on it beside raw pgx,
// a bare handler and \copy, with the goal of each figure:
//
//	go run ./bench                  # a ledger for the while
//	go run ./bench load FOLDER      # one to be kept
//	go run ./bench measure FOLDER   # of it, as often as you like
//	go run ./bench compare FOLDER FOLDER...   # what was measured last of ledgers of several sizes
//
// BENCH_DRIFTS is how many drifts are loaded, 1,000,000 where it is not set. With BENCH_DATABASE_URL
// measure takes that ledger and no folder; what is measured writes into it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

const usage = `usage:
  go run ./bench                  load a ledger for the while and measure it
  go run ./bench load FOLDER      load a ledger that is kept in FOLDER
  go run ./bench measure FOLDER   measure the ledger there, after the migrations that it lacks, and keep the figures there
  go run ./bench compare FOLDER FOLDER...   print what was measured last of ledgers of several sizes beside each other
BENCH_DRIFTS is how many drifts are loaded (1000000). With BENCH_DATABASE_URL measure takes no FOLDER; it writes into that ledger`

func main() {
	ctx, cancel := untilStopped()
	defer cancel()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// untilStopped ends when somebody stops the program, which then stops its server and removes what it has loaded.
func untilStopped() (context.Context, context.CancelFunc) {
	return signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
}

func run(ctx context.Context, args []string) error {
	drifts, err := wanted(os.Getenv("BENCH_DRIFTS"))
	if err != nil {
		return err
	}
	url := os.Getenv("BENCH_DATABASE_URL")
	switch {
	case len(args) == 0 && url == "":
		return loadAndMeasure(ctx, drifts)
	case len(args) == 2 && args[0] == "load":
		return load(ctx, args[1], drifts)
	case len(args) == 2 && args[0] == "measure" && url == "":
		return measureFolder(ctx, args[1])
	case len(args) > 2 && args[0] == "compare":
		return compare(args[1:])
	case len(args) == 1 && args[0] == "measure" && url != "":
		_, err := measure(ctx, url, "the settings of its server")
		return err
	}
	return errors.New(usage)
}

// loadAndMeasure does both in a folder for the while, which the server's own user may enter.
func loadAndMeasure(ctx context.Context, drifts int) error {
	dir, err := os.MkdirTemp("", "guardian-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := os.Chmod(dir, 0o711); err != nil {
		return err
	}
	if err := load(ctx, dir, drifts); err != nil {
		return err
	}
	return measureFolder(ctx, dir)
}

func measureFolder(ctx context.Context, dir string) error {
	if _, err := os.Stat(filepath.Join(dir, "pg")); err != nil {
		return fmt.Errorf("%s holds no ledger: go run ./bench load %[1]s makes one", dir)
	}
	server, err := start(ctx, dir)
	if err != nil {
		return err
	}
	m, err := measure(ctx, server.URL(), "`"+strings.Join(common, "`, `")+"`")
	if len(m.Figures) > 0 {
		err = errors.Join(err, m.keep(dir))
	}
	return errors.Join(err, stop(ctx, server))
}
