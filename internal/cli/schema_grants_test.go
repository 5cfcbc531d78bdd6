package cli_test

import (
	"strings"
	"testing"
)

func TestSchemaGrants(t *testing.T) {
	t.Parallel()
	out := ok(t, "schema", "grants", "--app", "writer", "--read", "reader", "--database-schema", "t1")
	if !strings.HasPrefix(out, "BEGIN;\n") || !strings.Contains(out, `"t1" TO "writer", "reader";`) {
		t.Errorf("wrote %q", out)
	}
	refused(t, 2, []string{"--app and --read each name a role"}, "schema", "grants", "--app", "writer")
	refused(t, 2, []string{`name one role, "x"`}, "schema", "grants", "--app", "x", "--read", "x")
}
