// Faults is the long suite: what Guardian withstands, tried for real, part by part, and told as a
// table in Markdown:
//
//	go run ./faults                                  # every part
//	go run ./faults database failover                # some
//	go run ./faults -seed 7 -rounds 20 database      # again as it was, and for less time
//
// The parts are the tests of this folder. `go test ./faults` runs each for a few seconds; this
// command runs them for as many rounds as its table says, each under 20 minutes on two cores.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "faults:", err)
		}
		os.Exit(1)
	}
}

// run runs the parts that args name and writes the table; what the parts say goes to talk. It
// fails where a part did, after the others have run.
func run(args []string, out, talk io.Writer) error {
	chosen, o, err := read(args, talk)
	if err != nil {
		return err
	}
	var rows []row
	var failed []string
	for _, p := range chosen {
		r, err := o.try(p, talk)
		if err != nil {
			failed = append(failed, p.name)
			r.told = "**failed**: " + err.Error()
		}
		rows = append(rows, r)
	}
	fmt.Fprint(out, table(rows))
	if len(failed) > 0 {
		return errors.New("failed: " + strings.Join(failed, ", "))
	}
	return nil
}

// read reads the command line. The seed, where none is given, is one of this run alone.
func read(args []string, talk io.Writer) ([]part, options, error) {
	o := options{}
	flags := flag.NewFlagSet("faults", flag.ContinueOnError)
	flags.SetOutput(talk)
	flags.Uint64Var(&o.seed, "seed", rand.Uint64N(1_000_000), "the `SEED` of what happens by chance")
	flags.IntVar(&o.rounds, "rounds", 0, "how many `ROUNDS` each part has (0: as many as its line says)")
	flags.Usage = func() {
		fmt.Fprint(talk, "usage: go run ./faults [-seed SEED] [-rounds ROUNDS] [PART...]\n\n")
		for _, p := range parts {
			fmt.Fprintf(talk, "  %-10s %s (%d)\n", p.name, p.what, p.rounds)
		}
	}
	if err := flags.Parse(args); err != nil {
		return nil, o, err
	}
	if o.rounds < 0 {
		return nil, o, fmt.Errorf("-rounds is %d: it takes 1 or more", o.rounds)
	}
	chosen, err := named(flags.Args())
	return chosen, o, err
}
