package testdb

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/testdir"
)

func TestSweep(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	old := time.Now().Add(-time.Hour)
	for name, when := range map[string]time.Time{
		folderPrefix + "old": old, folderPrefix + "young": time.Now(), folderPrefix + "kept": old, "someone-elses": old,
		testdir.Prefix + "young": old.Add(time.Minute), testdir.Prefix + "old": old.Add(-time.Minute),
	} {
		dir := filepath.Join(parent, name)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if name == folderPrefix+"kept" {
			if err := os.WriteFile(filepath.Join(dir, keepFile), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chtimes(dir, when, when); err != nil {
			t.Fatal(err)
		}
	}
	sweep(t.Context(), parent)
	entries, err := os.ReadDir(parent)
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if want := []string{testdir.Prefix + "young", folderPrefix + "kept", folderPrefix + "young", "someone-elses"}; !slices.Equal(left, want) {
		t.Errorf("left %v, want %v", left, want)
	}
}
