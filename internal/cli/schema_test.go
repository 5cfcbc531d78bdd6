package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

func TestSchemaDoc(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	text := ok(t, on(db, "schema", "doc", "--file", "-")...)
	if !strings.Contains(text, "erDiagram") || !strings.Contains(text, "drift_occurrences") {
		t.Errorf("wrote %q", text)
	}
	path := filepath.Join(t.TempDir(), "SCHEMA.md")
	if out := ok(t, on(db, "schema", "doc", "--file", path)...); !strings.Contains(out, path) {
		t.Errorf("said %q", out)
	}
	if written, err := os.ReadFile(path); err != nil || string(written) != text {
		t.Errorf("the file differs from what - writes: %v", err)
	}
	refused(t, 1, []string{"no such file or directory"}, on(db, "schema", "doc", "--file", filepath.Join(t.TempDir(), "no", "where"))...)
}
