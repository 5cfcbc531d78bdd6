package reports_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"testing"
	"unicode/utf16"

	"github.com/clouddrift/guardian/reports"
)

func TestEncodings(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/terraform/08-modules.refresh.json")
	if err != nil {
		t.Fatal(err)
	}
	_, want := mustOpen(t, string(text))
	wide := func(order binary.AppendByteOrder, mark string) (b []byte) {
		for _, u := range utf16.Encode([]rune(mark + string(text))) {
			b = order.AppendUint16(b, u)
		}
		return b
	}
	for name, raw := range map[string][]byte{
		"UTF-8 with a mark": append([]byte("\xEF\xBB\xBF"), text...),
		"UTF-16LE":          wide(binary.LittleEndian, "\uFEFF"),
		"UTF-16BE":          wide(binary.BigEndian, "\uFEFF"),
		"UTF-16LE without":  wide(binary.LittleEndian, ""),
		"UTF-16BE without":  wide(binary.BigEndian, "\n"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, got := mustOpen(t, string(raw))
			if mustJSON(t, got) != mustJSON(t, want) {
				t.Error("the entries are not those of the same text in UTF-8")
			}
			if r.SHA256 != sha256.Sum256(raw) || r.Size != int64(len(raw)) {
				t.Error("the sum and the size are not the file's")
			}
		})
	}

	const lone = "a\xFFb\\ud800c"
	_, all := mustOpen(t, plan(drift(updated(`{"x":"`+lone+`","n":1e400,"z":"\u0000"}`, `{}`))))
	if e := all[0].Expected; e["x"] != "a\uFFFDb\uFFFDc" || fmt.Sprint(e["n"]) != "1e400" || e["z"] != "\x00" {
		t.Errorf("got %q", e)
	}
}

var errDisk = errors.New("the disk is gone")

// failing gives an error after some bytes.
type failing struct {
	io.ReadSeeker
	left int
}

func (f *failing) Read(p []byte) (int, error) {
	if f.left <= 0 {
		return 0, errDisk
	}
	n, err := f.ReadSeeker.Read(p[:min(len(p), f.left)])
	f.left -= n
	return n, err
}

func TestErrorsOfTheFileComeBack(t *testing.T) {
	t.Parallel()
	text := []byte(plan(drift(updated(`{"x":1}`, `{"x":2}`))))
	for left := range len(text) {
		_, err := reports.Open(&failing{bytes.NewReader(text), left}, "terraform")
		if !errors.Is(err, errDisk) {
			t.Fatalf("after %d bytes: got %v", left, err)
		}
	}
}
