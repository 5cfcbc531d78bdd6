package main

import "testing"

func TestFiguresRead(t *testing.T) {
	t.Parallel()
	f := figures{}
	for _, line := range []string{
		"goos: linux",
		"BenchmarkCalls/get/workers=1-2 \t 100\t 0 ns/op\t 217.0 allocs\t 1.24 of-pgx",
		"BenchmarkImport/new/300-of-2000-2  5  250.5 ms/import",
		"--- FAIL: BenchmarkSeed",
		"BenchmarkBeside-2 1 NaN of-none +Inf of-nothing 2 ms",
		"ok  \tgithub.com/clouddrift/guardian/repositories\t1.2s",
	} {
		f.read(line)
	}
	if len(f) != 3 || len(f["Beside"]) != 1 || f["Beside"]["ms"] != 2 || f["Calls/get/workers=1"]["of-pgx"] != 1.24 || f["Import/new/300-of-2000"]["ms/import"] != 250.5 {
		t.Errorf("%v", f)
	}
}
