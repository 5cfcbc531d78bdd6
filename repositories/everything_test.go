package repositories_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// everything calls every method of the repositories, with each filter alone and
// with those together that are asked for together. TestEveryMethodIsCalled holds
// it to every method there is.
func everything(t *testing.T, l *ledger) {
	t.Helper()
	readDrifts(l)
	readOthers(l)
	for _, over := range []uuid.UUID{l.drift().ID, l.detect("over").DriftID} {
		l.approveFor(over, 48*time.Hour, -time.Hour, "CHG-1")
	}
	for _, name := range models.SortedKeys(shelves) {
		shelves[name].write(l)
	}
	l.ok(l.Ping(l.Context()))
}

// lists are the lists of the ledger but that of the drifts.
func lists(l *ledger) (all []list) {
	for _, name := range models.SortedKeys(shelves) {
		if of := shelves[name].list; of != nil {
			all = append(all, of(l))
		}
	}
	return all
}

// someDrift is one that has an alert.
func someDrift(l *ledger) uuid.UUID {
	l.Helper()
	return uuid.MustParse(one[string](l, "SELECT drift_id::text FROM alerts LIMIT 1"))
}

func readOthers(l *ledger) {
	ctx := l.Context()
	for _, do := range usual {
		ignore(l, do(ctx, l.Store), models.ErrNotFound)
	}
	for _, list := range lists(l) {
		list.ask(l)
	}
	for _, f := range asked(models.CostFilters(), costFilters(l)) {
		_, err := l.Costs.TotalsByDay(ctx, f)
		l.ok(err)
		_, err = l.Costs.TotalsByDrift(ctx, f, 10)
		l.ok(err)
		_, err = l.Costs.TotalsByAccount(ctx, f)
		l.ok(err)
	}
	_, err := l.Alerts.CountUnread(ctx)
	l.ok(err)
	_, err = l.Reader().Snapshot(ctx)
	l.ok(err)
}
