package importing_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// However many entries go into the ledger together, the ledger is the same but for ids and
// the times of writing: the estates of the model live in a ledger for each size of a batch.
func TestBatchesMakeOneLedger(t *testing.T) {
	t.Parallel()
	var want []string
	for _, size := range []int{1, 2, 7, 1000} {
		db := testdb.Open(t)
		m := newModel(t, db)
		ledger{t, m.store, m.user}.apply(strings.ReplaceAll(ignoreWeb, "aws_instance.w", "of_another.w")) // with rules there are notices, too
		m.batch, m.oneByOne = size, true
		for estate := range uint64(8) {
			must(t, m.live(t.Context(), 1000+estate, nil).err)
		}
		got := testdb.Rows(t, db)
		if want == nil {
			want = got
		}
		if testdb.SameRows(t, "one by one", want, fmt.Sprint("in batches of ", size), got); t.Failed() {
			return
		}
	}
	if len(want) < 500 {
		t.Errorf("%d rows only", len(want))
	}
}

// An import sends so many statements a batch, however many entries that has.
func TestStatementsGrowWithBatches(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	sent := 0
	hear := func(tx *gorm.DB) {
		if tx.Statement.SQL.Len() > 0 {
			sent++
		}
	}
	callbacks := db.Gorm.Callback()
	must(t, callbacks.Query().After("*").Register("hear", hear))
	must(t, callbacks.Row().After("*").Register("hear", hear))
	must(t, callbacks.Raw().After("*").Register("hear", hear))
	must(t, callbacks.Create().After("*").Register("hear", hear))
	must(t, callbacks.Update().After("*").Register("hear", hear))
	l := ledgerOn(t, db)
	statements := func(scope string, night, entries, batch int) int {
		sent = 0
		var changes []change
		for i := range entries {
			c := web(fmt.Sprint("t3.", night), fmt.Sprint("night ", night/3))
			c.address, c.id = fmt.Sprintf("aws_instance.x[%d]", i), fmt.Sprint("i-", i)
			changes = append(changes, c)
		}
		s := l.take(plan(at(night), nil, changes...), importing.InBatches(importing.Options{Scope: scope}, batch))
		if s.Created+s.Repeated != entries {
			t.Fatalf("%+v", s)
		}
		return sent
	}
	for night, what := range []string{1: "new drifts", 2: "repeats", 3: "drifts in the place of others"} {
		if night == 0 {
			continue
		}
		few, many := statements("few", night, 30, 1000), statements("many", night, 300, 1000)
		batches := statements("batches", night, 300, 100)
		if few != many || batches <= many || batches > 3*many {
			t.Errorf("%s: %d statements for 30 entries, %d for 300, %d for 300 in three batches", what, few, many, batches)
		}
	}
}

// Of a batch that the ledger refuses, the error names the entry that it refuses, whatever for;
// nothing is written.
func TestRefusedEntryIsNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		guard, refused string
		kind           error
	}{
		{"ALTER TABLE drift_occurrences ADD CHECK (resource_id <> 'i-bad')", "i-bad", models.ErrInvalid},
		{"CREATE UNIQUE INDEX ON drift_occurrences (resource_type) WHERE resource_id LIKE 'i-b%'", "i-better", models.ErrConflict},
		{`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no' USING ERRCODE = 'GD001'; END $$;
			CREATE TRIGGER refuse BEFORE INSERT ON drift_occurrences FOR EACH ROW WHEN (NEW.resource_id = 'i-bad') EXECUTE FUNCTION refuse()`, "i-bad", models.ErrImmutable},
	} {
		db := testdb.Open(t)
		l := ledgerOn(t, db)
		must(t, testdb.Owner(t, db).Gorm.Exec(c.guard).Error)
		changes := []change{web("t3.large", "other"), web("t3.large", "other"), web("t3.large", "other")}
		for i, id := range []string{"i-good", "i-bad", "i-better"} {
			changes[i].address, changes[i].id = "aws_instance."+id, id
		}
		o := importing.Options{Scope: "s", DetectedBy: models.DetectedByAPI}
		_, err := importing.File(context.Background(), l.store, "plan.json", bytes.NewReader(plan(at(1), nil, changes...)), o)
		if !errors.Is(err, c.kind) || !strings.HasPrefix(err.Error(), "aws_instance."+c.refused+": ") {
			t.Errorf("got %v, want of %s: %v", err, c.refused, c.kind)
		}
		if drifts, err := l.store.Drifts.List(context.Background(), models.DriftQuery{}); err != nil || drifts.Total != 0 {
			t.Errorf("%d drifts, %v", drifts.Total, err)
		}
	}
}

// What an import tells of its progress is what it is done with, up to the last entry, and
// entries of many bytes go in fewer at a time.
func TestProgressOfBatches(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	var told []int
	var changes []change
	for i := range 5 {
		c := web(strings.Repeat("x", 1<<20), "other")
		c.address, c.id = fmt.Sprint("aws_instance.x", i), fmt.Sprint("i-", i)
		changes = append(changes, c)
	}
	s := l.take(plan(at(1), nil, changes...), importing.Options{Progress: func(done, total int) { told = append(told, done, total) }})
	if s.Created != 5 || !slices.Equal(told, []int{1, 5, 2, 5, 3, 5, 4, 5, 5, 5}) {
		t.Errorf("%d created, told %v", s.Created, told)
	}
}
