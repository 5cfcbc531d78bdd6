package server_test

import (
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// connections is how many clients ask at the same time.
const connections = 32

// clients ask one address after the other over as many connections, and keep what it took.
type clients struct {
	http  *http.Client
	mu    sync.Mutex
	took  []time.Duration // of answers with status 200
	spent time.Duration   // of all rounds
	wrong atomic.Bool     // an answer was neither whole nor busy, which was told
	busy  atomic.Int64    // answers that told the client to come back, or that took too long
}

func newClients(b *testing.B) *clients {
	c := &clients{http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections}}}
	b.Cleanup(c.http.CloseIdleConnections)
	return c
}

// round asks for an address n times.
func (c *clients) round(b *testing.B, address string, n int) {
	b.Helper()
	begin := time.Now()
	var group sync.WaitGroup
	var left atomic.Int64
	left.Store(int64(n))
	for range connections {
		group.Go(func() {
			for left.Add(-1) >= 0 {
				c.ask(b, address)
			}
		})
	}
	group.Wait()
	c.spent += time.Since(begin)
}

// ask asks once. Any answer but a whole one, and those that are counted, fails the benchmark.
func (c *clients) ask(b *testing.B, address string) {
	begin := time.Now()
	answer, err := c.http.Get(address)
	if err != nil {
		c.fail(b, "%v", err)
		return
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	took := time.Since(begin)
	switch {
	case answer.StatusCode == http.StatusServiceUnavailable || answer.StatusCode == http.StatusGatewayTimeout:
		c.busy.Add(1)
	case err != nil || answer.StatusCode != http.StatusOK:
		c.fail(b, "%s: %d %v", address, answer.StatusCode, err)
	default:
		c.mu.Lock()
		c.took = append(c.took, took)
		c.mu.Unlock()
	}
}

// fail tells of the first wrong answer, which is enough of them.
func (c *clients) fail(b *testing.B, format string, args ...any) {
	if !c.wrong.Swap(true) {
		b.Errorf(format, args...)
	}
}

// rate is how many whole answers a second there were.
func (c *clients) rate() float64 { return float64(len(c.took)) / c.spent.Seconds() }

// report reports the rate, the median, what all but one in a hundred took, and how often there was no answer.
func (c *clients) report(b *testing.B) {
	b.Helper()
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(c.busy.Load()), "503s")
	if len(c.took) == 0 {
		return
	}
	slices.Sort(c.took)
	b.ReportMetric(c.rate(), "requests/s")
	b.ReportMetric(millis(c.took[len(c.took)/2]), "median-ms")
	b.ReportMetric(millis(c.took[(len(c.took)-1)*99/100]), "p99-ms")
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
