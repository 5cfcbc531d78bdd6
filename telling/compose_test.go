package telling

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/rulebook"
)

const teams = `
channel "oncall" { url_from = "ONCALL_URL" }
channel "payments" { url_from = "PAYMENTS_URL" }
tell {
  severity = ["critical"]
  to       = ["oncall"]
}
owner "team-payments" { scope = ["prod/payments*"] }
tell {
  owner = ["team-payments"]
  to    = ["payments"]
}
`

// Each channel is told what is its: by scope and owner, and nothing of what is resolved
// but the end of what it was told.
func TestWhoIsToldWhat(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	book, err := rulebook.Parse("rules.hcl", []byte(teams), at)
	if err != nil {
		t.Fatal(err)
	}
	about := func(kind models.NoticeKind, severity models.Severity, owner string, status models.Status, told ...models.Notice) models.DueNotice {
		id := uuid.New()
		return models.DueNotice{
			Notice: models.Notice{ID: id, Kind: kind, DriftID: &id, Scope: "prod/payments", Severity: severity, CreatedAt: at},
			Drift:  models.NoticedDrift{ID: id, Status: status, Severity: severity, Address: "aws_instance.a", Owner: owner}, Told: told,
		}
	}
	before := models.Notice{Kind: models.NoticeAlert, Severity: models.SeverityCritical, ToldTo: models.JSON(`["oncall", "payments"]`)}
	due := []models.DueNotice{
		about(models.NoticeAlert, models.SeverityCritical, "team-payments", models.StatusDetected),
		about(models.NoticeAlert, models.SeverityWarning, "team-payments", models.StatusDetected),
		about(models.NoticeAlert, models.SeverityWarning, "", models.StatusDetected),
		about(models.NoticeAlert, models.SeverityCritical, "", models.StatusResolved),
		about(models.NoticeResolved, models.SeverityCritical, "", models.StatusResolved, before),
		{Notice: models.Notice{ID: uuid.New(), Kind: models.NoticeRuleEnded, Rule: `ignore "sizes"`, Severity: models.SeverityInfo, CreatedAt: at}},
	}
	made, err := compose(book, func(channel string) bool { return channel == "oncall" }, due)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range made {
		got = append(got, fmt.Sprintf("%s|%s|%s|%d", m.Channel, m.Owner, m.Title, len(m.Notices)))
	}
	want := []string{
		"oncall|team-payments|critical drift in prod/payments: aws_instance.a, owned by team-payments|1",
		"payments|team-payments|2 drifts in prod/payments, 1 critical, owned by team-payments|2",
		"payments||1 drift resolved in prod/payments|1",
	}
	// A rule's end is in no scope: its message is one of the same channel and owner here.
	if len(got) != 5 || strings.Join(got[:3], "\n") != strings.Join(want, "\n") {
		t.Errorf("%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if !strings.HasSuffix(got[4], `||rule ended: ignore "sizes"|1`) {
		t.Errorf("its title does not name the rule: %s", got[4])
	}
	if none, err := compose(nil, func(string) bool { return false }, due[:3]); err != nil || len(none) != 0 {
		t.Errorf("without rules %+v, %v", none, err)
	}
}

// A name that is very long is told in part, so that no channel refuses the others with it.
func TestLongNamesAreCut(t *testing.T) {
	t.Parallel()
	id, long := uuid.New(), strings.Repeat("ä", 100_000)
	i := itemOf(models.DueNotice{
		Notice: models.Notice{Kind: models.NoticeAlert, DriftID: &id}, AlertMessage: long,
		Drift: models.NoticedDrift{Address: long, ResourceType: long, ResourceID: long},
	})
	for _, text := range []string{i.Address, i.ResourceType, i.ResourceID, i.Says} {
		if n := utf8.RuneCountInString(text); n != mostOfName || !strings.HasSuffix(text, "…") {
			t.Errorf("%d characters", n)
		}
	}
}
