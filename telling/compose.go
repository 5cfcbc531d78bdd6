package telling

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/rulebook"
)

// group is what goes into one message: one channel's, of one scope and owner.
type group struct{ channel, scope, owner string }

// compose makes messages of what waits: one for each channel, scope and owner. A drift that
// is decided by now is told to nobody, unless it ends what was told before: quiet says of
// a channel that it knows no end.
func compose(book *rulebook.Book, quiet func(channel string) bool, due []models.DueNotice) ([]models.NewMessage, error) {
	var order []group
	notices, items := map[group][]uuid.UUID{}, map[group][]item{}
	for _, n := range due {
		i := itemOf(n)
		for _, channel := range channelsOf(book, n, i) {
			if n.Kind == models.NoticeResolved && quiet(channel) {
				continue
			}
			g := group{channel, n.Scope, n.Drift.Owner}
			if len(notices[g]) == 0 {
				order = append(order, g)
			}
			own := i
			own.Before = toldBefore(n.Told, channel)
			notices[g], items[g] = append(notices[g], n.ID), append(items[g], own)
		}
	}
	messages := make([]models.NewMessage, len(order))
	for n, g := range order {
		text, err := json.Marshal(body{Items: items[g]})
		if err != nil {
			return nil, err
		}
		messages[n] = models.NewMessage{
			Channel: g.channel, Scope: g.scope, Owner: g.owner, Severity: gravest(items[g]),
			Title: titleOf(g, items[g]), Body: models.JSON(text), Notices: notices[g],
		}
	}
	return messages, nil
}

// channelsOf says who is told of a notice, each once.
func channelsOf(book *rulebook.Book, n models.DueNotice, i item) (names []string) {
	add := func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	switch {
	case n.Kind == models.NoticeResolved:
		for _, told := range n.Told {
			for _, name := range namesIn(told.ToldTo) {
				add(name)
			}
		}
	case n.Kind == models.NoticeRuleEnded:
		channels := book.Tells(models.SeverityInfo, "", "")
		if len(channels) == 0 {
			channels = book.Told()
		}
		for _, c := range channels {
			add(c.Name)
		}
	case !decided(n):
		for _, c := range book.Tells(i.Severity, n.Drift.Owner, n.Scope) {
			add(c.Name)
		}
	}
	return names
}

// decided says whether somebody has decided since on what was to be told, so that nobody has
// to act any more: an approval also covers a date that has passed.
func decided(n models.DueNotice) bool {
	switch d := n.Drift; d.Status {
	case models.StatusResolved:
		return true
	case models.StatusApproved:
		return n.Kind == models.NoticeOverdue || d.ApprovedAt != nil && d.ApprovedAt.After(n.CreatedAt)
	}
	return false
}

// namesIn reads a list of channels that the ledger keeps.
func namesIn(list models.JSON) (names []string) {
	if json.Unmarshal(list, &names) != nil {
		return nil // the table takes lists alone, and this program writes names
	}
	return names
}

// toldBefore gives as what a channel was told of a drift.
func toldBefore(told []models.Notice, channel string) (all []before) {
	for _, n := range told {
		if n.Kind != models.NoticeResolved && slices.Contains(namesIn(n.ToldTo), channel) {
			all = append(all, beforeOf(n))
		}
	}
	return all
}

func itemOf(n models.DueNotice) item {
	i := item{Kind: n.Kind, At: n.CreatedAt.UTC(), Severity: n.Severity, Rule: n.Rule}
	if n.DriftID != nil {
		d := n.Drift
		i.Drift, i.Severity = n.DriftID, d.Severity
		i.Address, i.ResourceType, i.ResourceID = cut(d.Address, mostOfName), cut(d.ResourceType, mostOfName), cut(d.ResourceID, mostOfName)
		i.Tool, i.NextApply, i.DueAt = d.Tool, d.NextApply, d.DueAt
	}
	switch n.Kind {
	case models.NoticeAlert:
		i.Says = cut(n.AlertMessage, mostOfName)
	case models.NoticeOverdue:
		i.Says = "Its date has passed."
		if i.DueAt != nil {
			i.Says = "It was due by " + i.DueAt.UTC().Format(time.RFC3339) + "."
		}
	case models.NoticeResolved:
		i.Says = "It is resolved."
	case models.NoticeRuleEnded:
		i.Says = "The rule has come to its end and rests: imports go on without it."
	}
	return i
}

func gravest(items []item) models.Severity {
	return slices.MinFunc(items, func(a, b item) int { return rank(a.Severity) - rank(b.Severity) }).Severity
}

// titleOf is the first line of a message.
func titleOf(g group, items []item) string {
	where, whose := "", ""
	if g.scope != "" {
		where = " in " + inLine(g.scope)
	}
	if g.owner != "" {
		whose = ", owned by " + inLine(g.owner)
	}
	told := outgoing{items: items}.told()
	switch {
	case len(told) == 0:
		return counted(len(items), "drift") + " resolved" + where + whose
	case told[0].Drift == nil && len(told) == 1:
		return "rule ended: " + inLine(told[0].resource())
	case told[0].Drift == nil:
		return counted(len(told), "rule") + " ended"
	case len(told) == 1:
		return fmt.Sprintf("%s drift%s: %s%s", told[0].Severity, where, inLine(told[0].resource()), whose)
	}
	grave := ""
	if n := slices.IndexFunc(told, func(i item) bool { return i.Severity != models.SeverityCritical }); n != 0 {
		if n < 0 {
			n = len(told)
		}
		grave = fmt.Sprintf(", %d critical", n)
	}
	return counted(len(told), "drift") + where + grave + whose
}

// counted is a number with its word.
func counted(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
