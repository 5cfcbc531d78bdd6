package importing

// InBatches has an import take so many entries into the ledger together; 0 is as many as are usual.
func InBatches(o Options, entries int) Options {
	o.batch = entries
	return o
}
