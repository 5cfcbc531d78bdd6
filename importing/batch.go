package importing

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/clouddrift/guardian/models"
)

// A batch goes into the ledger when it has so many entries, or when these hold so many bytes:
// that bounds what an import remembers of them.
const (
	batchEntries = 1000
	batchBytes   = 4 << 20
)

// firstReplan is after how many entries PostgreSQL sees that a ledger is no
// longer empty, and plans otherwise; it does so each time that they are twice as many.
const firstReplan = 1024

// batch are entries of a report on their way into the ledger, together.
type batch struct {
	run    *run
	items  []waiting
	bytes  int
	done   int // entries that went before
	replan int // after how many entries
}

// waiting is an entry of which all is known but what becomes of it. One without a
// detection is left out of the ledger.
type waiting struct {
	item      Item
	judged    judged
	detection *models.Detection
}

// add puts one more entry to a batch, and all of it into the ledger when that is enough.
func (b *batch) add(ctx context.Context, w waiting) error {
	b.items = append(b.items, w)
	if d := w.detection; d != nil {
		b.bytes += len(d.ExpectedState) + len(d.ActualState) + len(d.Difference)
	}
	if len(b.items) < cmp.Or(b.run.options.batch, batchEntries) && b.bytes < batchBytes {
		return nil
	}
	return b.flush(ctx)
}

// flush takes a batch into the ledger, and says what became of each entry in the order of the report.
func (b *batch) flush(ctx context.Context) error {
	r := b.run
	results, err := b.detect(ctx)
	if err != nil {
		return err
	}
	for _, w := range b.items {
		if w.detection == nil {
			r.summary.add(w.item)
		} else {
			r.say(w.item, w.judged, results[0])
			results = results[1:]
		}
		if b.done++; r.options.Progress != nil {
			r.options.Progress(b.done, r.report.EntryCount)
		}
	}
	b.items, b.bytes = b.items[:0], 0
	clear(b.items[:cap(b.items)])
	if b.done < b.replan {
		return nil
	}
	for b.replan <= b.done {
		b.replan *= 2
	}
	return r.tx.Scans.Replan(ctx)
}

// detect hands a batch to the ledger. Where the ledger refuses it, the entry is looked for that
// it refuses, whose address the error names.
func (b *batch) detect(ctx context.Context) ([]models.DetectResult, error) {
	var all []models.Detection
	for _, w := range b.items {
		if w.detection != nil {
			all = append(all, *w.detection)
		}
	}
	drifts := b.run.tx.Drifts
	results, err := drifts.DetectMany(ctx, all)
	if !errors.Is(err, models.ErrInvalid) && !errors.Is(err, models.ErrInternal) {
		return results, err
	}
	results = nil
	for _, d := range all {
		result, err := drifts.Detect(ctx, d)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", d.Address, err)
		}
		results = append(results, result)
	}
	return results, nil
}
