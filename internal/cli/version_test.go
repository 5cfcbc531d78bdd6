package cli_test

import (
	"strings"
	"testing"
)

func TestVersion(t *testing.T) {
	t.Parallel()
	v := okJSON[map[string]string](t, "version")
	for _, key := range []string{"version", "commit", "go", "schema"} {
		if v[key] == "" || !strings.Contains(ok(t, "version"), v[key]) {
			t.Errorf("%s is %q", key, v[key])
		}
	}
	if got := ok(t, "--version"); got != "guardian "+v["version"]+"\n" {
		t.Errorf("--version wrote %q", got)
	}
}
