package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/jackc/pgx/v5"
)

// suite is one run of a package's benchmarks.
type suite struct {
	pkg, pattern, time string
	env                []string
}

// suites are all that is measured, what only reads before what writes.
var suites = []suite{
	{pkg: "./repositories", pattern: "Calls/(get|duplicate)|^Benchmark(List|Scopes)$", time: "2s"},
	{pkg: "./server", pattern: "Server$", time: "3s"},
	{pkg: "./server", pattern: "Overview$", time: "10x"},
	{pkg: "./internal/cli", pattern: "Memory", time: "1x"},
	{pkg: "./repositories", pattern: "Calls/(create|approve)", time: "2s"},
	{pkg: "./importing", pattern: "Import/.*/300-", time: "5x"},
	{pkg: "./importing", pattern: "Import/.*/14000-", time: "1x"},
	{pkg: "./server", pattern: "OverviewUnderImporters", time: "30s"},
	{pkg: "./seed", pattern: "Seed$", time: "1x"},
}

// measure runs all suites on a ledger, prints the table and gives what it found, be it that some of them failed.
func measure(ctx context.Context, url, settings string) (m measured, err error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return m, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "VACUUM (ANALYZE)"); err != nil {
		return m, err
	}
	m.About, m.Drifts, err = describe(ctx, conn, settings)
	if err != nil {
		return m, err
	}
	sizes, err := sizesOf(ctx, conn)
	if err != nil {
		return m, err
	}
	overview := 100.0
	if m.Drifts > whole {
		overview = 300
	}
	m.Figures = figures{}
	var failed []error
	begun := time.Now()
	for i, s := range suites {
		say("%d of %d, after %s: %s of %s", i+1, len(suites), time.Since(begun).Round(time.Second), s.pattern, s.pkg)
		if err := s.run(ctx, url, m.Figures); err != nil {
			failed = append(failed, fmt.Errorf("%s of %s: %w", s.pattern, s.pkg, err))
		}
		if ctx.Err() != nil { // what was measured until then is told
			failed = append(failed, ctx.Err())
			break
		}
	}
	m.About += fmt.Sprintf(" Measured in %s.", time.Since(begun).Round(time.Second))
	fmt.Printf("%s\n\n%s\n%s", m.About, table(m.Figures, goals(overview)), sizes)
	return m, errors.Join(failed...)
}

// run runs one suite and notes what it reports, which is also told as it comes.
func (s suite) run(ctx context.Context, url string, found figures) error {
	cmd := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", s.pattern, "-benchtime", s.time, "-timeout", "1h", s.pkg)
	cmd.Env = append(os.Environ(), append(s.env, "BENCH_DATABASE_URL="+url)...)
	cmd.Stderr = os.Stderr
	// Ctrl-C reaches the benchmarks too; one that does not end is not waited for.
	cmd.Cancel, cmd.WaitDelay = func() error { return cmd.Process.Signal(os.Interrupt) }, 10*time.Second
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		fmt.Fprintln(os.Stderr, lines.Text())
		found.read(lines.Text())
	}
	return errors.Join(lines.Err(), cmd.Wait())
}
