//go:build darwin || freebsd || linux

package night_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/clouddrift/guardian/internal/testdb"
)

func TestImage(t *testing.T) {
	t.Parallel()
	checkRules(t)
	database := testdb.Empty(t).URL
	runPage(t, "image.md", database, "DATABASE_URL="+database, "ADMIN_TOKEN=0123456789abcdef", "HTTP_ADDR="+freeAddress)
}

// checkRules holds the page's rules to the metrics that its commands look for.
func checkRules(t *testing.T) {
	t.Helper()
	page, err := os.ReadFile("image.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rules, _ := strings.Cut(string(page), "```yaml\n")
	rules, _, _ = strings.Cut(rules, "```")
	var file struct {
		Groups []struct {
			Rules []struct{ Alert, Expr string }
		}
	}
	if err := yaml.Unmarshal([]byte(rules), &file); err != nil || len(file.Groups) != 1 || len(file.Groups[0].Rules) != 2 {
		t.Fatalf("%+v, %v", file, err)
	}
	_, looked, _ := strings.Cut(string(page), "for metric in ")
	looked, _, _ = strings.Cut(looked, ";")
	for _, rule := range file.Groups[0].Rules {
		for _, metric := range regexp.MustCompile(`guardian_\w+`).FindAllString(rule.Expr, -1) {
			if !slices.Contains(strings.Fields(looked), metric) {
				t.Errorf("%s asks for %s, which no command of the page looks for", rule.Alert, metric)
			}
		}
	}
}
