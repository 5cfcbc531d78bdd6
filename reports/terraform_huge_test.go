package reports_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/reports"
)

// writePlan writes a plan of some 5 kB a resource, of which each tenth has drifted.
func writePlan(tb testing.TB, resources int) *os.File {
	tb.Helper()
	file, err := os.Create(filepath.Join(tb.TempDir(), "plan.json"))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { file.Close() })
	w := bufio.NewWriter(file)
	pad := strings.Repeat("0123456789", 70)
	values := func(i, size int) string {
		return fmt.Sprintf(`{"id":"i-%d","arn":"arn:aws:ec2:eu-central-1:111122223333:instance/i-%d","size":%d,"tags":{"Name":"%d"},"user_data":%q}`, i, i, size, i, pad)
	}
	change := func(i int, action string, after int) string {
		return fmt.Sprintf(`{"address":"aws_instance.web[%d]","mode":"managed","type":"aws_instance","name":"web","index":%d,"change":{"actions":[%q],"before":%s,"after":%s,"after_unknown":{},"before_sensitive":{"user_data":true},"after_sensitive":{"user_data":true}}}`,
			i, i, action, values(i, 1), values(i, after))
	}
	list := func(name string, step int, entry func(i int) string) {
		fmt.Fprintf(w, `%q:[`, name)
		for i := 0; i < resources; i += step {
			if i > 0 {
				w.WriteByte(',')
			}
			w.WriteString(entry(i))
		}
		w.WriteByte(']')
	}
	resource := func(i int) string {
		return fmt.Sprintf(`{"address":"aws_instance.web[%d]","mode":"managed","type":"aws_instance","values":%s,"sensitive_values":{"user_data":true}}`, i, values(i, 1))
	}
	w.WriteString(`{"format_version":"1.2","complete":true,"planned_values":{"root_module":{`)
	list("resources", 1, resource)
	w.WriteString(`}},`)
	list("resource_drift", 10, func(i int) string { return change(i, "update", 2) })
	w.WriteByte(',')
	list("resource_changes", 1, func(i int) string { return change(i, "no-op", 1) })
	w.WriteString(`,"prior_state":{"values":{"root_module":{`)
	list("resources", 1, resource)
	w.WriteString(`}}}}`)
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

// Not parallel: it measures the heap of the whole process.
func TestMemoryStaysSmall(t *testing.T) {
	const resources = 14_000
	file := writePlan(t, resources)
	start := heap()
	w := &watched{ReadSeeker: file}
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
	if n != resources/10 || len(r.Checked) != resources || r.Size < 50<<20 {
		t.Fatalf("%d entries, %d checked, %d bytes", n, len(r.Checked), r.Size)
	}
	used := int64(w.peak) - int64(start)
	t.Logf("%d MB of plan, %d kB of heap at most", r.Size>>20, used>>10)
	// Some 700 bytes a resource are remembered, whatever the resource's own size.
	if used > resources*1000 {
		t.Errorf("the heap grew by %d bytes, %d a resource", used, used/resources)
	}
}

func BenchmarkPlanOf50MB(b *testing.B) {
	file := writePlan(b, 14_000)
	size, _ := file.Seek(0, io.SeekEnd)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		r, err := reports.Open(file, "")
		if err != nil {
			b.Fatal(err)
		}
		for _, err := range r.Entries() {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
