package telling

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

func TestTextOfAMessage(t *testing.T) {
	t.Parallel()
	id := uuid.MustParse("5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55")
	due := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	o := outgoing{Message: models.Message{Scope: "prod/o'neil", Owner: "team-a"}, items: []item{
		{Kind: models.NoticeAlert, Drift: &id, Severity: models.SeverityWarning, Address: "aws_instance.a", NextApply: models.NextApplyKeep, DueAt: &due, Says: "tags differ."},
		{Kind: models.NoticeRuleEnded, Rule: `ignore "sizes"`, Severity: models.SeverityInfo, Says: "It rests."},
	}}
	want := `warning: aws_instance.a
  tags differ.
  Owner: team-a
  Next apply: leaves it
  Due: 2026-11-27 12:00 UTC
  Decide: guardian drift show 5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55, then drift approve, reject or resolve
info: ignore "sizes"
  It rests.
  Rules: guardian rules show
`
	if got := textOf(o, ""); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if got, want := listOf(outgoing{Message: models.Message{Scope: "a\u202eb"}}, ""), "guardian drift list --status open"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	got := textOf(o, "https://guardian.example.com")
	for _, page := range []string{"resolve (https://guardian.example.com/debug/drifts/" + id.String() + ")", "(https://guardian.example.com/debug/rules)"} {
		if !strings.Contains(got, page) {
			t.Errorf("%s lacks %s", got, page)
		}
	}
	list, err := url.Parse(listOf(outgoing{Message: models.Message{Scope: "a,b", Owner: "a & b"}}, "https://guardian.example.com"))
	if err != nil || list.Query().Get("scope") != `a\,b` || list.Query().Get("owner") != "a & b" {
		t.Errorf("the others are at %s, %v", list, err)
	}
	if got, want := listOf(o, ""), `guardian drift list --status open --scope 'prod/o'\''neil' --owner 'team-a'`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// What a resource is called cannot call people, look like what it is not, or be lines of
// its own; and what is long is cut.
func TestPlain(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"<!channel> @here": "‹!channel› @\u200bhere", "a\nb\r\tc": "a b  c", "a\u202eb\u2028c": "a b c", "größe": "größe",
		"[log in](https://evil.example)": "[log in]\u200b(https://evil.example)", strings.Repeat("ö", 1000): strings.Repeat("ö", 299) + "…",
	} {
		if got := plain(inLine(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	id := uuid.New()
	o := outgoing{Message: models.Message{Owner: "a\nb"}, items: []item{{Kind: models.NoticeAlert, Drift: &id, Address: "x\ny", Says: "It\ndiffers."}}}
	if got := textOf(o, ""); strings.Count(got, "\n") != 5 {
		t.Errorf("a line of its own:\n%s", got)
	}
}
