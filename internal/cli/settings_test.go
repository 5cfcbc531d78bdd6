package cli_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/config"
)

func TestHelpTellsOfEverySetting(t *testing.T) {
	t.Parallel()
	help := ok(t, "help", "settings")
	for _, s := range config.Settings() {
		if !strings.Contains(help, "\n"+s.Name+"  (--"+s.Flag()+")\n") {
			t.Errorf("lacks %s", s.Name)
		}
	}
	for line := range strings.Lines(help) {
		if len(line) > 91 {
			t.Errorf("a line of %d characters: %s", len(line), line)
		}
	}
}
