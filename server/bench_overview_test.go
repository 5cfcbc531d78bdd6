package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// BenchmarkOverview measures the overview that one client asks for when nothing of it is known: right after a
// write, and of a server that has just been started.
func BenchmarkOverview(b *testing.B) {
	l := newBenchServer(b)
	const path = "/debug?format=html"
	b.Run("after-a-write", func(b *testing.B) {
		c := newClients(b)
		for range b.N {
			l.write(b)
			c.timed(b, l.site.URL+path)
		}
		c.report(b)
	})
	b.Run("fresh-server", func(b *testing.B) {
		c := newClients(b)
		for range b.N {
			l.write(b)
			site := l.fresh(b)
			c.timed(b, site.URL+path)
			site.Close()
		}
		c.report(b)
	})
}

// timed is a round of one question.
func (c *clients) timed(b *testing.B, address string) {
	begin := time.Now()
	c.ask(b, address)
	c.spent += time.Since(begin)
}

// BenchmarkOverviewUnderImporters measures the overview, asked for by four clients, while four importers write
// plans of 300 drifts each, one after the other:
//
//	go test -run '^$' -bench OverviewUnderImporters -benchtime 30s ./server
func BenchmarkOverviewUnderImporters(b *testing.B) {
	l := newBenchServer(b)
	store, err := repositories.Open(b.Context(), repositories.Config{URL: l.url, Timeout: time.Minute})
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	ctx, stop := context.WithCancel(b.Context())
	var imports atomic.Int64
	var writing sync.WaitGroup
	for range 4 {
		writing.Go(func() { importUntil(ctx, b, store, &imports) })
	}
	c := newClients(b)
	const clients = 4
	asked := make(chan struct{}, clients)
	var asking sync.WaitGroup
	b.ResetTimer()
	for range clients {
		asking.Go(func() {
			for range asked {
				c.ask(b, l.site.URL+"/debug?format=html")
			}
		})
	}
	for range b.N {
		asked <- struct{}{}
	}
	close(asked)
	asking.Wait()
	b.StopTimer()
	c.spent = b.Elapsed()
	stop()
	writing.Wait()
	c.report(b)
	b.ReportMetric(float64(imports.Load())/c.spent.Seconds(), "imports/s")
}

// importUntil imports plans into a scope of its own, of which each second one tells nothing new, until ctx ends.
func importUntil(ctx context.Context, b *testing.B, store *repositories.Store, imports *atomic.Int64) {
	scope := "bench/" + uuid.NewString()
	for n := 0; ctx.Err() == nil; n++ {
		report := bytes.NewReader(benchPlan(time.Now().Add(-time.Hour).Add(time.Duration(n)*time.Millisecond), n/2))
		_, err := importing.File(ctx, store, "plan.json", report, importing.Options{Scope: scope, DetectedBy: models.DetectedByAPI})
		if err != nil && ctx.Err() == nil {
			b.Error(err)
			return
		}
		imports.Add(1)
	}
}

// benchPlan is a plan of 300 resources that all drifted, in a manner that a number tells from others.
func benchPlan(at time.Time, manner int) []byte {
	var drifts, prior []any
	for i := range 300 {
		address := fmt.Sprintf("aws_instance.x[%d]", i)
		before := map[string]any{"id": "i-" + address, "instance_type": "t3.small", "tags": map[string]any{"Team": "a"}}
		after := map[string]any{"id": "i-" + address, "instance_type": "t3.large", "tags": map[string]any{"Team": "a"}}
		if manner%2 == 1 {
			after["tags"] = map[string]any{"Team": fmt.Sprint("b", manner)}
		}
		drifts = append(drifts, map[string]any{
			"address": address, "mode": "managed", "type": "aws_instance", "name": "x",
			"change": map[string]any{"actions": []string{"update"}, "before": before, "after": after},
		})
		prior = append(prior, map[string]any{"address": address, "mode": "managed", "type": "aws_instance", "name": "x", "values": before})
	}
	raw, err := json.Marshal(map[string]any{
		"format_version": "1.2", "terraform_version": "1.11.4", "timestamp": at.UTC().Format(time.RFC3339Nano),
		"planned_values": map[string]any{"root_module": map[string]any{}}, "resource_drift": drifts,
		"prior_state":   map[string]any{"values": map[string]any{"root_module": map[string]any{"resources": prior}}},
		"configuration": map[string]any{}, "applyable": true, "complete": true, "errored": false,
	})
	if err != nil {
		panic(err)
	}
	return raw
}
