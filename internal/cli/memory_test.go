package cli

import (
	"runtime/debug"
	"testing"
)

// Not parallel: the limit is the whole process's.
func TestLimitMemory(t *testing.T) {
	now := func() int64 { return debug.SetMemoryLimit(-1) }
	t.Setenv("GOMEMLIMIT", "")
	before := now()
	lift := limitMemory(memoryOfServe)
	if now() != memoryOfServe {
		t.Errorf("the limit is %d", now())
	}
	if lift(); now() != before {
		t.Errorf("the limit stays %d", now())
	}
	t.Setenv("GOMEMLIMIT", "1GiB")
	lift = limitMemory(memoryOfServe)
	if now() != before {
		t.Errorf("it takes the place of the environment's: %d", now())
	}
	if lift(); now() != before {
		t.Errorf("the limit stays %d", now())
	}
}
