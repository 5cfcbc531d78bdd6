package repositories

// totals are how many drifts each filter keeps, as they were counted.
type totals struct {
	Kept[string, int64]
	dear chan struct{} // has room for so many at once that take long
}

func newTotals() *totals { return &totals{dear: make(chan struct{}, 2)} }
