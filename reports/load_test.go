package reports_test

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"

	"github.com/clouddrift/guardian/reports"
)

// load writes large reports of a format.
type load struct {
	// write writes a report of so many resources.
	write func(w *bufio.Writer, resources int)
	// size is how many bytes a resource takes at least, and drifted how many of ten
	// resources are entries.
	size, drifted int
}

// loads are the generators of large reports. A format's own stands beside its tests.
var loads = map[reports.Format]load{
	"terraform":      {writePlan, 3_700, 1},
	"driftctl":       {writeScan, 4_000, 10},
	"cloudformation": {writeStack, 3_500, 1},
	"pulumi":         {writeDigest, 7_000, 1},
	"awsconfig":      {writeNotices, 4_000, 10},
}

const (
	// loadMB is how large a report is, in MB, where GUARDIAN_LOAD_MB does not say.
	loadMB = 25
	// maxHeap is how many bytes the heap may grow by, however large the report is.
	maxHeap = 256 << 20
	// remembered is how many bytes of a resource are remembered at most, whatever its
	// own size, beside what one resource takes while it is read.
	remembered, oneResource = 1500, 4 << 20
)

// A large report takes little memory, as far as the format allows. Not parallel: it
// measures the heap of the whole process.
func TestLoad(t *testing.T) {
	mb := loadMB
	if given := os.Getenv("GUARDIAN_LOAD_MB"); given != "" {
		n, err := strconv.Atoi(given)
		if err != nil || n < 1 {
			t.Fatalf("GUARDIAN_LOAD_MB is %q: it takes how many MB a report has", given)
		}
		mb = n
	}
	for _, format := range reports.Formats() {
		t.Run(string(format), func(t *testing.T) {
			l, known := loads[format]
			if !known {
				t.Fatalf("reports/load_test.go: loads has no line of %s; write a func(w *bufio.Writer, resources int) that writes a report of so many, beside the format's tests, and %[1]q: {it, bytes of a resource at least, entries of ten resources}", format)
			}
			resources := mb << 20 / l.size
			start := heap()
			w := &watched{ReadSeeker: l.file(t, resources)}
			r, err := reports.Open(w, "")
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for _, err := range r.Entries() {
				if err != nil {
					t.Fatal(err)
				}
				n++
			}
			if want := resources * l.drifted / 10; n < want || n > want+10 || len(r.Checked) != resources || r.Size < int64(mb)<<20 {
				t.Fatalf("%d entries, %d of %d resources checked, %d bytes", n, len(r.Checked), resources, r.Size)
			}
			used := int64(w.peak) - int64(start)
			t.Logf("%d MB, %d resources, %d kB of heap at most", r.Size>>20, resources, used>>10)
			if used > maxHeap || used > int64(resources)*remembered+oneResource {
				t.Errorf("the heap grew by %d bytes, %d a resource", used, used/int64(resources))
			}
		})
	}
}

// file is a report of so many resources.
func (l load) file(tb testing.TB, resources int) *os.File {
	tb.Helper()
	file, err := os.Create(filepath.Join(tb.TempDir(), "report.json"))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { file.Close() })
	w := bufio.NewWriter(file)
	l.write(w, resources)
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	return file
}

// watched notes how large the heap gets while a file is read.
type watched struct {
	io.ReadSeeker
	unlooked int
	peak     uint64
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.ReadSeeker.Read(p)
	if w.unlooked += n; w.unlooked > 1<<20 {
		w.unlooked = 0
		w.peak = max(w.peak, heap())
	}
	return n, err
}

// heap is what is in use, garbage aside.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
