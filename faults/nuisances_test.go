//go:build linux

package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
)

// idlers is how many connections of each kind do no good.
const idlers = 50

// nuisances are connections that do no good while all work: they say nothing, they never end their
// headers, they send headers that are too large, or they read a download a byte at a time.
func (l *load) nuisances(ctx context.Context) {
	host := strings.TrimPrefix(l.address, "http://")
	var all sync.WaitGroup
	var given, refused atomic.Int32
	for i := range idlers {
		all.Go(func() {
			conn, err := new(net.Dialer).DialContext(ctx, "tcp", host)
			if err != nil {
				return
			}
			defer conn.Close()
			stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
			defer stop()
			switch i % 4 {
			case 0: // says nothing
				l.endless(ctx, conn, &given)
			case 1: // never ends its headers
				_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: a\r\n")
				l.endless(ctx, conn, &given)
			case 2:
				_, _ = fmt.Fprintf(conn, "GET /debug HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Large: %s\r\n\r\n", strings.Repeat("x", 1<<20))
				if response, err := http.ReadResponse(bufio.NewReader(conn), nil); err == nil && response.StatusCode == http.StatusRequestHeaderFieldsTooLarge {
					refused.Add(1)
				}
			case 3: // takes a download a byte at a time
				_, _ = io.WriteString(conn, "GET /debug/drifts?format=csv HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
				for ctx.Err() == nil {
					if _, err := io.CopyN(io.Discard, conn, 1); err != nil {
						return
					}
					time.Sleep(100 * time.Millisecond)
				}
			}
		})
	}
	all.Wait()
	l.note(func() {
		l.unwelcome = fmt.Sprintf("%d connections that said nothing were closed within 10 s, %d headers of 1 MB refused", given.Load(), refused.Load())
	})
	if refused.Load() == 0 {
		l.Error("no header of 1 MB was refused with 431")
	}
}

// endless waits until the server has enough of a connection that does nothing, which is soon.
func (l *load) endless(ctx context.Context, conn net.Conn, given *atomic.Int32) {
	begun := time.Now()
	_, _ = io.Copy(io.Discard, conn)
	switch took := time.Since(begun); {
	case ctx.Err() != nil:
	case took > 15*time.Second:
		l.Errorf("a connection that says nothing is kept for %s", took)
	default:
		given.Add(1)
	}
}

// sums holds the ledger to its sums, where it is small enough for that to be told soon.
func (l *load) sums(db *postgres.DB, drifts int) []string {
	l.Helper()
	if drifts > 100_000 {
		return nil
	}
	return testdb.Miscounted(l, db)
}

// tell tells what the load came to, and fails where an answer was none.
func (l *load) tell(drifts int) {
	l.Helper()
	slices.Sort(l.took)
	slices.Sort(l.imports)
	if len(l.took) == 0 || len(l.imports) == 0 {
		l.Fatal("nothing was answered or imported")
	}
	var answers []string
	for _, status := range slices.Sorted(maps.Keys(l.answers)) {
		answers = append(answers, fmt.Sprintf("%d times %d", l.answers[status], status))
		if status != http.StatusOK && status != http.StatusServiceUnavailable && status != http.StatusGatewayTimeout {
			l.Errorf("%d answers of status %d", l.answers[status], status)
		}
	}
	if l.broken > 0 || l.failed > 0 {
		l.Errorf("%d connections broke, %d imports failed", l.broken, l.failed)
	}
	for _, what := range asked {
		if a := l.of[what]; a != nil && len(a.took) > 0 {
			slices.Sort(a.took)
			l.Logf("%-45s %6d times 200, p50 %5d ms, p99 %5d ms; %6d others", what, len(a.took), at(a.took, 50), at(a.took, 99), a.other)
		}
	}
	l.trial.tell("%d clients and %d importers for %d s on %d drifts: answers %s, p50 %d ms, p99 %d ms of the first; %d imports of 10 resources, p50 %d ms, p99 %d ms; "+
		"at most %s and %d goroutines; %s",
		clients, importers, l.rounds, drifts, strings.Join(answers, ", "), at(l.took, 50), at(l.took, 99),
		len(l.imports), at(l.imports, 50), at(l.imports, 99), l.most, l.goroutines, l.unwelcome)
}

// at is the percentile of times in order, in milliseconds.
func at(times []time.Duration, percent int) int64 {
	return times[(len(times)-1)*percent/100].Milliseconds()
}
