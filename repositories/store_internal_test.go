package repositories

import (
	"fmt"
	"os"
	"reflect"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
)

// TestMain runs the tests where a Store and a Reader are made whole. Where they are not,
// every test of what is missing would end at a nil pointer.
func TestMain(m *testing.M) {
	made := New(&postgres.DB{}, time.Minute)
	missing := append(leftOut("storeOn", *made), leftOut("readerOn", *made.Reader())...)
	for _, line := range missing {
		fmt.Fprintln(os.Stderr, line)
	}
	if len(missing) > 0 {
		os.Exit(1)
	}
	os.Exit(testdb.Run(m))
}

// leftOut says of each repository of a Store or a Reader that it is not made.
func leftOut(maker string, of any) (lines []string) {
	v := reflect.ValueOf(of)
	for _, f := range reflect.VisibleFields(v.Type()) {
		if f.IsExported() && len(f.Index) == 1 && v.FieldByIndex(f.Index).IsZero() {
			lines = append(lines, "repositories/store.go: "+maker+" leaves out "+f.Name+"; write it there")
		}
	}
	return lines
}
