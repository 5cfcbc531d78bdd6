package rulebook

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestTells(t *testing.T) {
	t.Parallel()
	b := book(t, `
owner "pay" { type = ["x"] }
channel "a" { url_from = "A" }
channel "b" { url_from = "B" }
channel "c" { url_from = "C" }
tell {
  severity = ["critical", "warning"]
  owner    = ["p*"]
  to       = ["b", "a"]
}
tell {
  owner = [""]
  to    = ["c"]
}
tell {
  scope = ["prod/*"]
  to    = ["a", "c"]
}
`)
	for _, c := range []struct{ severity, owner, scope, want string }{
		{"critical", "pay", "dev", "ba"},
		{"warning", "pay", "prod/x", "bac"},
		{"info", "pay", "prod/x", "ac"},
		{"info", "pay", "dev", ""},
		{"critical", "", "dev", "c"},
		{"critical", "", "prod/x", "ca"},
	} {
		got := ""
		for _, channel := range b.Tells(models.Severity(c.severity), c.owner, c.scope) {
			got += channel.Name
		}
		if got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
	var none *Book
	if none.Tells(models.SeverityCritical, "", "") != nil || none.Rules() != nil || none.On(Subject{}, now) != nil {
		t.Error("no book has rules")
	}
}
