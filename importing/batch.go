package importing

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

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

// batch are entries of a report on their way into the ledger, together. While one batch goes
// in, the next is read and judged.
type batch struct {
	tx     *repositories.Store
	size   int // of entries; 0 is as many as are usual
	told   func(waiting, models.DetectResult)
	items  []waiting
	bytes  int
	done   int // entries that went before
	replan int // after how many entries
	going  *flight
}

// flight is a batch that goes into the ledger. Nobody else uses the transaction until it has ended.
type flight struct {
	items   []waiting
	ended   chan struct{}
	results []models.DetectResult // once it has ended, as is
	err     error
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

// flush sends a batch into the ledger, after the one before.
func (b *batch) flush(ctx context.Context) error {
	if err := b.wait(); err != nil {
		return err
	}
	f := &flight{items: b.items, ended: make(chan struct{})}
	b.done += len(b.items)
	replan := b.done >= b.replan
	for b.replan <= b.done {
		b.replan *= 2
	}
	b.items, b.bytes, b.going = nil, 0, f
	go func() {
		defer close(f.ended)
		if f.results, f.err = b.detect(ctx, f.items); f.err == nil && replan {
			f.err = b.tx.Scans.Replan(ctx)
		}
	}()
	return nil
}

// last sends what is left into the ledger, and waits until all of it is there.
func (b *batch) last(ctx context.Context) error {
	if err := b.flush(ctx); err != nil {
		return err
	}
	return b.wait()
}

// end waits for the batch that goes into the ledger, where an import fails meanwhile.
func (b *batch) end() {
	if b.going != nil {
		<-b.going.ended
	}
}

// wait waits for the batch that goes into the ledger, and tells what became of each entry in the order
// of the report.
func (b *batch) wait() error {
	f := b.going
	if f == nil {
		return nil
	}
	b.going = nil
	if <-f.ended; f.err != nil {
		return f.err
	}
	for _, w := range f.items {
		var result models.DetectResult
		if w.detection != nil {
			result, f.results = f.results[0], f.results[1:]
		}
		b.told(w, result)
	}
	return nil
}

// ofAnEntry are the kinds of error by which the ledger refuses an entry; the others tell of the ledger.
var ofAnEntry = []error{models.ErrInvalid, models.ErrConflict, models.ErrImmutable, models.ErrNotFound, models.ErrInternal}

// detect hands a batch to the ledger. Where the ledger refuses it, the entry is looked for that
// it refuses, whose address the error names.
func (b *batch) detect(ctx context.Context, items []waiting) ([]models.DetectResult, error) {
	var all []models.Detection
	for _, w := range items {
		if w.detection != nil {
			all = append(all, *w.detection)
		}
	}
	drifts := b.tx.Drifts
	results, err := drifts.DetectMany(ctx, all)
	if !slices.ContainsFunc(ofAnEntry, func(kind error) bool { return errors.Is(err, kind) }) {
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
