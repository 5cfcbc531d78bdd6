package cli_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/config"
)

func TestHelp(t *testing.T) {
	t.Parallel()
	root := ok(t, "help")
	if root != ok(t, "--help") {
		t.Error("help and --help differ")
	}
	for _, name := range []string{"demo", "serve", "migrate", "seed", "import", "drift", "alert", "user", "schema", "version"} {
		if !strings.Contains(root, "\n  "+name+" ") {
			t.Errorf("the help lacks %s", name)
		}
	}
	settings := ok(t, "help", "settings")
	for _, s := range config.Settings() {
		if !strings.Contains(settings, s.Name) || !strings.Contains(settings, "--"+s.Flag()) {
			t.Errorf("help settings lacks %s", s.Name)
		}
		if strings.Contains(root, "--"+s.Flag()+" ") {
			t.Errorf("the help is drowned by --%s", s.Flag())
		}
	}
}
