package main

import "testing"

func TestFree(t *testing.T) {
	t.Parallel()
	if kB, err := free(t.Context(), t.TempDir()); err != nil || kB < 1 {
		t.Errorf("%d kB, %v", kB, err)
	}
	if _, err := free(t.Context(), t.TempDir()+"/none"); err == nil {
		t.Error("a folder that is not there has room")
	}
}
