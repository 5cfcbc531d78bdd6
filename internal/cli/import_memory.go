package cli

import (
	"os"
	"runtime/debug"
)

// memoryOfFile is how much memory the import of one file takes before the collector of
// garbage spares no effort: what is remembered of the largest report that is taken, and
// some to work with. Without it the program would grow to twice as much.
const memoryOfFile = 170 << 20

// limitMemory sets the limit for so many files at once, unless the environment has one,
// until the function that it gives is called.
func limitMemory(files int) (lift func()) {
	if os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	before := debug.SetMemoryLimit(int64(files) * memoryOfFile)
	return func() { debug.SetMemoryLimit(before) }
}
