package importing

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
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
	tx     *repositories.Store
	size   int // of entries; 0 is as many as are usual
	told   func(waiting, models.DetectResult)
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
	if len(b.items) < cmp.Or(b.size, batchEntries) && b.bytes < batchBytes {
		return nil
	}
	return b.flush(ctx)
}

// flush takes a batch into the ledger, and tells what became of each entry in the order of the report.
func (b *batch) flush(ctx context.Context) error {
	results, err := b.detect(ctx)
	if err != nil {
		return err
	}
	for _, w := range b.items {
		var result models.DetectResult
		if w.detection != nil {
			result, results = results[0], results[1:]
		}
		b.told(w, result)
	}
	b.done += len(b.items)
	clear(b.items)
	b.items, b.bytes = b.items[:0], 0
	if b.done < b.replan {
		return nil
	}
	for b.replan <= b.done {
		b.replan *= 2
	}
	return b.tx.Scans.Replan(ctx)
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
	drifts := b.tx.Drifts
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
