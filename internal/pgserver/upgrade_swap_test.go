//go:build darwin || freebsd || linux

package pgserver

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/clouddrift/guardian/internal/testdir"
)

// A new cluster that is whole takes the name that was taken from the old one. Beside the
// old one it counts for nothing: that may have been written to since.
func TestFinishUpgrade(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ there, left []string }{
		{nil, nil},
		{[]string{"pg"}, []string{"pg"}},
		{[]string{"pg-15", "pg.next"}, []string{"pg", "pg-15"}},
		{[]string{"pg", "pg.next"}, []string{"pg"}},
	} {
		dir := testdir.New(t)
		for _, name := range c.there {
			if err := os.MkdirAll(filepath.Join(dir, name, "base"), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		root, err := os.OpenRoot(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer root.Close()
		if err := (files{dir: dir, root: root}).finishUpgrade(); err != nil {
			t.Error(err)
		}
		var left []string
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			left = append(left, e.Name())
		}
		if !slices.Equal(left, c.left) {
			t.Errorf("of %q it leaves %q, want %q", c.there, left, c.left)
		}
	}
}
