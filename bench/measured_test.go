package main

import (
	"os"
	"reflect"
	"strings"
	"testing"
)

func TestMeasuredIsKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := readMeasured(dir); err == nil || !strings.Contains(err.Error(), "has no measurement: go run ./bench measure "+dir) {
		t.Error(err)
	}
	for _, want := range []measured{{"a day", 10, figures{"Get": {"µs": 1.5, "of-pgx": 1.1}}}, {"the next", 20, figures{}}} {
		if err := want.keep(dir); err != nil {
			t.Fatal(err)
		}
		if got, err := readMeasured(dir); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, %v", got, err)
		}
	}
	if err := os.WriteFile(measuredFile(dir), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readMeasured(dir); err == nil || !strings.HasPrefix(err.Error(), measuredFile(dir)+": ") {
		t.Error(err)
	}
}
