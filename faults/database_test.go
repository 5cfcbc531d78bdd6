//go:build linux

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/models"
)

// Whatever happens to the database while all work with it: what was acknowledged is there, once,
// and every sum is that of its rows.
func TestDatabaseFaults(t *testing.T) {
	p := begin(t, 2)
	server := newServer(p)
	wire := newWire(p, server.name)
	url := wire.through(server.url)
	o := newOffice(p, url, url)
	happened := map[string]int{}
	var slowest time.Duration
	for n := range p.each {
		what := troubles[p.random.IntN(len(troubles))]
		if n < len(troubles) {
			what = troubles[n] // each at least once
		}
		happened[what.name]++
		slowest = max(slowest, o.work(func() { what.do(server, wire, p.random) }))
		o.settle()
		db := server.open(t)
		o.check(db)
		db.Close()
		t.Logf("round %d: %s", n+1, what.name)
	}
	o.tellAll(server.open(t))
	var kinds []string
	for _, name := range models.SortedKeys(happened) {
		kinds = append(kinds, fmt.Sprintf("%s (%d)", name, happened[name]))
	}
	p.tell("%s. %s; %d messages, %d of them told again. Back after %d ms at most. Nothing acknowledged lost, nothing done twice, no decision with two winners, every sum that of its rows",
		strings.Join(kinds, ", "), o.figures(), len(o.told.bodies), o.told.again, slowest.Milliseconds())
}

// alarm opens an alert of the newest drift.
func (o *office) alarm(ctx context.Context, _ *rand.Rand) error {
	_, err := o.store.Alerts.Create(ctx, models.CreateAlertInput{
		DriftID: o.decided.drifts[len(o.decided.drifts)-1], Type: models.AlertDriftDetected, Severity: models.SeverityCritical, Title: "the last", Message: "to be told",
	})
	return err
}

// tellAll: in the end each message was told, that of one more alert among them, which a drift by hand does not open.
func (o *office) tellAll(db *postgres.DB) {
	o.Helper()
	defer db.Close()
	o.atLast("a rule", o.rules.step)
	o.atLast("a drift", o.makers[0].step)
	o.atLast("an alert", o.alarm)
	for range 3 {
		o.told.ahead += time.Hour // what was taken up by whoever was cut off is free again
		o.ok(o.tell(o.Context(), o.random))
	}
	sent := texts(o.trial, db, "SELECT id::text FROM messages WHERE status = 'sent'")
	for _, left := range texts(o.trial, db, "SELECT id::text || ' ' || status FROM messages WHERE status <> 'sent' UNION ALL SELECT once FROM notices WHERE told_at IS NULL") {
		o.Errorf("nobody was told of %s", left)
	}
	for id := range o.told.bodies {
		if !slices.Contains(sent, id) {
			o.Errorf("message %s was told and is not known", id)
		}
	}
	if len(sent) != len(o.told.bodies) || len(sent) == 0 {
		o.Errorf("%d messages are sent, %d came", len(sent), len(o.told.bodies))
	}
}
