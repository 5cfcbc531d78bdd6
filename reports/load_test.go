package reports_test

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
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
	// small writes a report of at least so many bytes, in which all that is remembered is as small
	// as can be, so that it is most of the report.
	small func(w *bufio.Writer, bytes int)
}

// loads are the generators of large reports. A format's own stands beside its tests.
var loads = map[reports.Format]load{
	"terraform":      {writePlan, 3_700, 1, smallPlan},
	"driftctl":       {writeScan, 4_000, 10, smallScan},
	"cloudformation": {writeStack, 3_500, 1, smallStack},
	"pulumi":         {writeDigest, 7_000, 1, smallDigest},
	"awsconfig":      {writeNotices, 4_000, 10, smallNotices},
}

// loadOf gives the line of a format in loads.
func loadOf(t *testing.T, format reports.Format) load {
	t.Helper()
	l := loads[format]
	if l.write == nil || l.size == 0 || l.small == nil {
		t.Fatalf("reports/load_test.go: loads has no whole line of %[1]s; write %[1]q: {writeX, bytes of a resource at least, entries of ten resources, smallX}, "+
			"and both functions beside the tests of the format, as reports/pulumi_huge_test.go has them", format)
	}
	return l
}

// secretsOfPlans stands for plans that are large by what they mark as secret.
const secretsOfPlans = "secrets"

const (
	// loadMB is how large a report is, in MB, where GUARDIAN_LOAD_MB does not say, smallMB
	// one of small resources, of which the heap may grow by growth bytes a byte.
	loadMB, smallMB, growth = 10, 5, 8
	// maxHeap is how many bytes the heap may grow by, however large the report is.
	maxHeap = 256 << 20
	// remembered is how many bytes of a resource are remembered at most, whatever its
	// own size, beside what one resource takes while it is read.
	remembered, oneResource = 1500, 4 << 20
)

// A large report takes little memory, as far as the format allows. Not parallel: it
// measures the heap of the whole process.
func TestLoad(t *testing.T) {
	mb := loadSize(t, loadMB)
	for _, format := range reports.Formats() {
		t.Run(string(format), func(t *testing.T) {
			l := loadOf(t, format)
			resources := mb << 20 / l.size
			start := heap()
			w := &watched{ReadSeeker: written(t, func(w *bufio.Writer) { l.write(w, resources) })}
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

// A report that is large since it has very many small resources takes little memory too,
// or is refused. Not parallel, as TestLoad.
func TestLoadOfSmallResources(t *testing.T) {
	size := loadSize(t, smallMB) << 20
	for _, format := range append(reports.Formats(), secretsOfPlans) {
		t.Run(string(format), func(t *testing.T) {
			write := secretPlan
			if format != secretsOfPlans {
				write = loadOf(t, format).small
			}
			start := heap()
			w := &watched{ReadSeeker: written(t, func(w *bufio.Writer) { write(w, size) })}
			r, err := reports.Open(w, "")
			entries := 0
			if err == nil {
				for _, err := range r.Entries() {
					if err != nil {
						t.Fatal(err)
					}
					entries++
				}
				if entries == 0 || r.Size < int64(size) {
					t.Errorf("%d entries, %d bytes", entries, r.Size)
				}
			} else if !strings.Contains(err.Error(), "too many resources or secrets for one report: ") {
				t.Fatal(err)
			}
			used := int64(w.peak) - int64(start)
			t.Logf("%d entries, %d kB of heap at most; %.150v", entries, used>>10, err)
			if used > int64(min(maxHeap, growth*size)) {
				t.Errorf("the heap grew by %d bytes", used)
			}
			runtime.KeepAlive(r)
		})
	}
}

// What a reader remembers it counts, else nothing bounds it.
func TestEveryReaderCountsWhatItRemembers(t *testing.T) {
	t.Parallel()
	const size = 1 << 20
	count := func(t *testing.T, format reports.Format, write func(w *bufio.Writer, bytes int)) {
		t.Helper()
		n, err := reports.KeptOf(written(t, func(w *bufio.Writer) { write(w, size) }), format)
		if err != nil {
			t.Fatal(err)
		}
		if n < size {
			t.Errorf("reports: the reader of %s counts %d bytes of %d that are hardly more than names and secrets; call c.kept.add with the bytes of each thing that it remembers", format, n, size)
		}
	}
	for _, format := range reports.Formats() {
		t.Run(string(format), func(t *testing.T) { count(t, format, loadOf(t, format).small) })
	}
	count(t, "terraform", secretPlan)
}

// loadSize is how many MB a large report has, by default as many as usual says.
func loadSize(t *testing.T, usual int) int {
	t.Helper()
	given := os.Getenv("GUARDIAN_LOAD_MB")
	if given == "" {
		return usual
	}
	n, err := strconv.Atoi(given)
	if err != nil || n < 1 {
		t.Fatalf("GUARDIAN_LOAD_MB is %q: it takes how many MB a report has", given)
	}
	return n
}

// repeated writes what element gives, with commas between, until it comes to so many
// bytes.
func repeated(w *bufio.Writer, bytes int, element func(i int) string) {
	for i, n := 0, 0; n < bytes; i++ {
		if i > 0 {
			w.WriteByte(',')
		}
		text := element(i)
		n += len(text)
		w.WriteString(text)
	}
}

// written is a file with what write writes.
func written(tb testing.TB, write func(w *bufio.Writer)) *os.File {
	tb.Helper()
	file, err := os.Create(filepath.Join(tb.TempDir(), "report.json"))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { file.Close() })
	w := bufio.NewWriter(file)
	write(w)
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
