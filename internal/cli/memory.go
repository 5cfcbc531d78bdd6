package cli

import (
	"os"
	"runtime/debug"
)

// How much memory the program takes before the collector of garbage spares no effort. Without
// it the program would grow to several times what it needs.
const (
	// memoryOfFile is what is remembered of the largest report that is taken, and some to
	// work with.
	memoryOfFile = 170 << 20
	// memoryOfServe is about twice the most that serve was measured to take at 32 connections, see README.md.
	memoryOfServe = 384 << 20
)

// limitMemory sets the limit, unless the environment has one, until the function that it
// gives is called.
func limitMemory(bytes int64) (lift func()) {
	if os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	before := debug.SetMemoryLimit(bytes)
	return func() { debug.SetMemoryLimit(before) }
}
