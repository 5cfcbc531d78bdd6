package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// The environment of a part's test.
const (
	seedVariable   = "GUARDIAN_FAULTS_SEED"
	roundsVariable = "GUARDIAN_FAULTS_ROUNDS"
	toldVariable   = "GUARDIAN_FAULTS_TOLD" // the file that takes what a part has to tell
	doneVariable   = "GUARDIAN_FAULTS_DONE" // the file that takes how many rounds it had
)

// options are those of the command line.
type options struct {
	seed   uint64
	rounds int // 0 is as many as each part has
}

// try runs a part in a process of its own.
func (o options) try(p part, talk io.Writer) (row, error) {
	within := limit
	if o.rounds > 0 {
		within = p.within(o.rounds)
		p.rounds = o.rounds
	}
	r := row{part: p, seed: o.seed}
	dir, err := os.MkdirTemp("", "guardian-faults-")
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(dir)
	told, done := filepath.Join(dir, "told"), filepath.Join(dir, "done")
	cmd := exec.Command("go", "test", "-count=1", "-v", "-timeout", within.String(), "-run", "^"+p.test+"$", "github.com/clouddrift/guardian/faults")
	cmd.Env = append(os.Environ(), seedVariable+"="+strconv.FormatUint(o.seed, 10), roundsVariable+"="+strconv.Itoa(p.rounds), toldVariable+"="+told, doneVariable+"="+done)
	cmd.Stdout, cmd.Stderr = talk, talk
	fmt.Fprintf(talk, "%s: %d %s, seed %d\n", p.name, p.rounds, p.what, o.seed)
	begun := time.Now()
	err = cmd.Run()
	r.took = time.Since(begun)
	text, _ := os.ReadFile(told) // none where it failed early
	r.told = strings.TrimSpace(string(text))
	if err != nil {
		return r, err
	}
	count, err := os.ReadFile(done)
	if err != nil {
		return r, errors.New("its test is not one of this system")
	}
	r.done, err = strconv.Atoi(string(count))
	return r, err
}
