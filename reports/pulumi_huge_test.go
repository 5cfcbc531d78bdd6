package reports_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/reports"
)

// writeDigest writes a digest of some 8 kB a resource, of which each tenth has drifted.
func writeDigest(tb testing.TB, resources int) *os.File {
	tb.Helper()
	file, err := os.Create(filepath.Join(tb.TempDir(), "refresh.json"))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { file.Close() })
	w := bufio.NewWriter(file)
	pad := strings.Repeat("0123456789", 180)
	before, after, _ := strings.Cut(digest(`"HERE"`), `"HERE"`)
	w.WriteString(before)
	for i := range resources {
		state := func(size int) string {
			values := fmt.Sprintf(`{"arn":"arn:aws:ec2:eu-central-1:111122223333:instance/i-%d","size":%d,"password":"[secret]","userData":%q}`, i, size, pad)
			return fmt.Sprintf(`"custom":true,"id":"i-%d","inputs":%s,"outputs":%[2]s,"provider":"urn:pulumi:dev::shop::pulumi:providers:aws::default::1"`, i, values)
		}
		op, size := "refresh", 1
		if i%10 == 0 {
			op, size = "update", 2
		}
		if i > 0 {
			w.WriteByte(',')
		}
		w.WriteString(pulumiStep(op, "aws:ec2/instance:Instance", fmt.Sprint("web-", i), state(1), state(size), `"detailedDiff":{"password":{}}`))
	}
	w.WriteString(after)
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	return file
}

// Not parallel: it measures the heap of the whole process.
func TestMemoryOfADigestStaysSmall(t *testing.T) {
	const resources = 6_000
	file := writeDigest(t, resources)
	start := heap()
	w := &watched{ReadSeeker: file}
	r, err := reports.Open(w, "")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for e, err := range r.Entries() {
		if err != nil {
			t.Fatal(err)
		}
		if got := changesText(e); got != `password "(sensitive)" "(sensitive)"; size 1 2` {
			t.Fatalf("%s: %s", e.Address, got)
		}
		n++
	}
	if n != resources/10 || len(r.Checked) != resources || r.Size < 40<<20 {
		t.Fatalf("%d entries, %d checked, %d bytes", n, len(r.Checked), r.Size)
	}
	used := int64(w.peak) - int64(start)
	t.Logf("%d MB of digest, %d kB of heap at most", r.Size>>20, used>>10)
	// Some 1,000 bytes a resource are remembered, whatever the resource's own size.
	if used > resources*1500 {
		t.Errorf("the heap grew by %d bytes, %d a resource", used, used/resources)
	}
}
