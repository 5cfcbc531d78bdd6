package repositories_test

import (
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

var _ = shelve("Messages", shelf{messageSuite, messageList, messageWrites})

func messageList(l *ledger) list {
	return listOf("Messages", models.MessageFilters(), l.Messages, models.MessageFilter{Status: []models.MessageStatus{models.MessageWaiting}, Channel: []string{"oncall"}})
}

func messageWrites(l *ledger) {
	ctx, now := l.Context(), time.Now()
	l.rules()
	l.alert(l.drift().ID)
	_, err := l.Messages.Compose(ctx, now, toOncall)
	l.ok(err)
	_, err = l.Messages.Claim(ctx, now, now.Add(time.Minute), 10)
	l.ok(err)
	l.ok(l.Messages.MarkSent(ctx, uuid.MustParse(one[string](l, "SELECT id::text FROM messages LIMIT 1")), now))
	l.ok(l.Messages.NoteDue(ctx, now, []models.RuleLine{{Key: `ignore "sizes"`, Until: &now}}))
	l.ok(l.Messages.MarkFailed(ctx, models.FailedMessage{ID: someID, Attempt: 1, At: now, Error: "answers 500"}))
	_, err = l.Messages.Figures(ctx, now)
	l.ok(err)
	_, err = l.Messages.ToldLast(ctx, "oncall", []uuid.UUID{someID})
	l.ok(err)
}

// rules applies some, without which nothing is to be told.
func (l *ledger) rules() {
	l.Helper()
	_, _, err := l.Rules.Apply(l.Context(), models.ApplyRulesInput{File: "rules.hcl", Source: "# none", By: l.engineer})
	l.ok(err)
}

// From when on there are rules a new alert is to be told, and so is that its drift is resolved.
func messageSuite(l *ledger) {
	ctx, now := l.Context(), time.Now()
	l.alert(l.drift().ID)
	if due := l.compose(now); len(due) != 0 {
		l.Errorf("told without rules: %+v", due)
	}
	l.rules()
	d := l.drift()
	alert := l.alert(d.ID)
	due := l.compose(now)
	if len(due) != 1 || due[0].Kind != models.NoticeAlert || *due[0].AlertID != alert.ID || due[0].Severity != alert.Severity {
		l.Fatalf("due: %+v", due)
	}
	_, err := l.Drifts.Resolve(ctx, d.ID, models.ResolveDriftInput{How: models.ResolvedManualFix, ResolvedBy: l.engineer})
	l.ok(err)
	if due = l.compose(now); len(due) != 1 || due[0].Kind != models.NoticeResolved {
		l.Errorf("due: %+v", due)
	}
	messages, err := l.Messages.List(ctx, models.MessageFilter{Channel: []string{"oncall"}}, models.PageRequest{})
	l.ok(err)
	if messages.Total != 2 || len(messages.Items[0].Body) != 0 {
		l.Errorf("messages: %+v", messages)
	}
}
