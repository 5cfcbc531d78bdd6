package pages

import (
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestFields(t *testing.T) {
	t.Parallel()
	fields := map[string]field{}
	for _, f := range fieldsOf(at(t, "/x?unread=true&driftId=7"), models.AlertFilters()) {
		fields[f.Name] = f
	}
	if got := fields["severity"]; strings.Join(got.Choices, ",") != "critical,warning,info" || got.Value != "" {
		t.Errorf("%+v", got)
	}
	if got := fields["unread"]; strings.Join(got.Choices, ",") != "true,false" || got.Value != "true" {
		t.Errorf("%+v", got)
	}
	several := fieldsOf(at(t, "/x?severity=critical,warning"), models.AlertFilters())[0]
	if strings.Join(several.Choices, " ") != "critical warning info critical,warning" || several.Value != "critical,warning" {
		t.Errorf("%+v", several)
	}
	if all := fieldsOf(at(t, "/x?severity=all"), models.AlertFilters())[0]; len(all.Choices) != 3 {
		t.Errorf("%+v", all)
	}
	if got := fields["driftId"]; got.Choices != nil || got.Hint != "its id" || got.Value != "7" {
		t.Errorf("%+v", got)
	}
}

func TestChips(t *testing.T) {
	t.Parallel()
	got := chipsOf(at(t, `/x?until=2026-01-01&severity=critical,info&scope=a%5C,b,all2&sort=x&limit=3`), models.DriftFilters())
	want := []chip{
		{"severity", "critical", `/x?limit=3&scope=a%5C,b,all2&severity=info&sort=x&until=2026-01-01`},
		{"severity", "info", `/x?limit=3&scope=a%5C,b,all2&severity=critical&sort=x&until=2026-01-01`},
		{"scope", "a,b", `/x?limit=3&scope=all2&severity=critical,info&sort=x&until=2026-01-01`},
		{"scope", "all2", `/x?limit=3&scope=a%5C,b&severity=critical,info&sort=x&until=2026-01-01`},
		{"and before", "2026-01-01", `/x?limit=3&scope=a%5C,b,all2&severity=critical,info&sort=x`},
	}
	if !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}
