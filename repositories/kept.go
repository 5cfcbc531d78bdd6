package repositories

import (
	"cmp"
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// Kept keeps a figure for each key, for as long as the database holds what it was
// read from: its snapshot tells that exactly and at next to no cost, see
// [Reader.Snapshot]. Readers who ask for the same figure at once share one reading.
// The zero value is ready, and safe for concurrent use.
type Kept[K comparable, V any] struct {
	// Age is how old a figure may be that is given in the place of one that takes long
	// to read; 0 gives fresh ones alone. They take long where two readings after one another took longer
	// than Slow, and are waited for as long as Patience says. Of four times what one takes, it is read once
	// at most, so that three are left to others. After Limit any that is kept is given, however old; 0 is no limit.
	Age, Slow, Patience, Limit time.Duration
	// Most is how many figures are kept at once; 0 is 1000.
	Most int

	mu    sync.Mutex
	kept  map[K]figure[V]
	runs  map[K]*reading[V]
	begun int // how many readings have begun
}

// figure is a value with what the database held when it was read.
type figure[V any] struct {
	value    V
	snapshot string
	at       time.Time
	took     time.Duration
	// usual is the lesser of what this reading and the one before it took: one is slow by accident, and
	// the first of all may be.
	usual time.Duration
}

// reading is a figure that is being read.
type reading[V any] struct {
	number int // which one it is, in the order of their begin
	done   chan struct{}
	figure figure[V]
	err    error
}

const (
	// maxKept is how many figures are kept at once where [Kept.Most] does not say.
	maxKept = 1000
	// readingTimeout bounds a reading, which goes on when the caller that began it is gone.
	readingTimeout = time.Minute
)

// Get gives the figure of a key to a caller who has seen a snapshot of the database.
// Read reads it anew, and tells the snapshot that was there before.
func (k *Kept[K, V]) Get(ctx context.Context, key K, snapshot string, read func(context.Context) (V, string, error)) (V, error) {
	old, known, begun := k.find(key)
	if known && (old.snapshot == snapshot || k.rests(old)) {
		return old.value, nil
	}
	var patience <-chan time.Time
	if wait, ok := k.wait(old); known && ok {
		t := time.NewTimer(wait)
		defer t.Stop()
		patience = t.C
	}
	for {
		run := k.run(ctx, key, read)
		select {
		case <-run.done:
			// What was being read already may lack what the caller knows of.
			if run.err != nil || run.number > begun || run.figure.snapshot == snapshot {
				return run.figure.value, run.err
			}
		case <-patience:
			return old.value, nil
		case <-ctx.Done():
			var none V
			return none, ctx.Err()
		}
	}
}

// rests says of a figure that it takes long to read, and was read so lately that it is not read anew yet.
func (k *Kept[K, V]) rests(old figure[V]) bool {
	return old.usual > k.Slow && time.Since(old.at) <= min(k.Age, 4*old.usual)
}

// wait is how long a new figure is waited for before an old one is given; false where for ever.
func (k *Kept[K, V]) wait(old figure[V]) (time.Duration, bool) {
	if old.usual > k.Slow && time.Since(old.at) <= k.Age {
		return k.Patience, true
	}
	return k.Limit, k.Limit > 0
}

// find gives the figure that is kept, and how many readings have begun by now.
func (k *Kept[K, V]) find(key K) (figure[V], bool, int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	f, ok := k.kept[key]
	return f, ok, k.begun
}

// run begins a reading, or joins the one that is under way.
func (k *Kept[K, V]) run(ctx context.Context, key K, read func(context.Context) (V, string, error)) *reading[V] {
	k.mu.Lock()
	defer k.mu.Unlock()
	if run := k.runs[key]; run != nil {
		return run
	}
	if k.runs == nil {
		k.runs, k.kept = map[K]*reading[V]{}, map[K]figure[V]{}
	}
	k.begun++
	run := &reading[V]{number: k.begun, done: make(chan struct{})}
	k.runs[key] = run
	go func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readingTimeout)
		defer cancel()
		f := figure[V]{at: time.Now()}
		f.value, f.snapshot, run.err = safely(ctx, read)
		f.took, run.figure = time.Since(f.at), f
		k.mu.Lock()
		defer k.mu.Unlock()
		delete(k.runs, key)
		if run.err == nil {
			k.keep(key, f)
		}
		close(run.done)
	}()
	return run
}

func (k *Kept[K, V]) keep(key K, f figure[V]) {
	if len(k.kept) >= cmp.Or(k.Most, maxKept) {
		clear(k.kept)
	}
	f.usual = min(f.took, k.kept[key].took)
	k.kept[key] = f
}

// safely keeps a panic of the reading, which no caller catches, from ending the program.
func safely[V any](ctx context.Context, read func(context.Context) (V, string, error)) (v V, snapshot string, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("reading a figure: panic: %v\n%s", cause, debug.Stack())
		}
	}()
	return read(ctx)
}
