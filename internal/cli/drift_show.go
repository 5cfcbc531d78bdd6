package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

func driftShow(a *app) *cobra.Command {
	var out output
	cmd := &cobra.Command{
		Use: "show DRIFT [--output text|json]", Args: arguments(1, 1), DisableFlagsInUseLine: true,
		Short: "Show all about one drift",
		Long: "Show tells what drifted, how gravely, since when, each change with its grade, what the\n" +
			"next apply would do about it, what it took the place of, and who decided what.\n\n" + driftWords,
		Example:           "  guardian drift show 5f2b1d5e\n  guardian drift show prod/network/aws_vpc.main",
		ValidArgsFunction: a.completeDrifts(1, models.Statuses()),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withDossier(cmd, args[0], func(_ context.Context, _ *repositories.Store, d models.Dossier) error {
				if out == outputJSON {
					return a.writeJSON(d.Response())
				}
				return writeDossier(a.out, d)
			})
		},
	}
	addOutput(cmd, &out)
	return cmd
}

func writeDossier(w io.Writer, d models.Dossier) error {
	fmt.Fprintf(w, "Drift %s: %s, %s\n\n", d.Drift.ID, inColour(w, d.Drift.Severity), d.Seen().StatusWord())
	if err := writeFacts(w, d); err != nil {
		return err
	}
	if err := writeChanges(w, d); err != nil {
		return err
	}
	return writeHistory(w, d)
}

// writeFacts tells what drifted, where, since when and what it costs.
func writeFacts(w io.Writer, d models.Dossier) error {
	drift, seen := d.Drift, d.Sighting
	where := drift.Region
	if drift.AccountID != nil {
		where += ", account " + *drift.AccountID
	}
	t := newTable(w)
	t.row("  resource", drift.ResourceType+" "+drift.ResourceID)
	if seen.Address != "" {
		t.row("  address", seen.Address)
	}
	t.row("  where", where)
	if seen.Scope != "" {
		t.row("  scope", seen.Scope+" ("+seen.Tool+")")
	}
	if seen.Occurrences > 0 {
		t.row("  seen", fmt.Sprintf("first %s, last %s, by %s", clock(seen.FirstSeen), clockUTC(seen.LastSeen), counted(seen.Occurrences, "scan")))
	} else {
		t.row("  detected", clockUTC(drift.DetectedAt)+"; no scan saw it")
	}
	if seen.Owner != "" {
		t.row("  owner", seen.Owner)
	}
	if seen.DueAt != nil {
		t.row("  due", dueWords(d.Seen()))
	}
	next := models.SeenDrift{Drift: drift, Seen: seen}.NextApplySentence()
	if seen.NextApplyAt != nil && seen.NextApplyAt.Before(seen.LastSeen) {
		next += " So it was at " + clockUTC(*seen.NextApplyAt) + "; later reports did not tell."
	}
	t.row("  next apply", next)
	t.row("  in the code", seen.KindSentence())
	monthly := "not known"
	if drift.CostImpactMonthly != nil {
		monthly = dollars(drift.CostImpactMonthly) + " a month"
	}
	t.row("  cost", monthly)
	if drift.ApprovalReason != nil {
		t.row("  approved", *drift.ApprovalReason+termWords(seen.ApprovedUntil, seen.Ticket))
	}
	if undone := d.Seen().UndoneSentence(); drift.Status == models.StatusApproved && undone != "" {
		t.row("", undone)
	}
	if d.Seen().StatusWord() == models.EndedWord {
		t.row("", "The approval has ended, so the drift is open; the next import or \"guardian notify\" puts a new drift in its place.")
	}
	if drift.RejectionReason != nil {
		t.row("  rejected", *drift.RejectionReason)
	}
	if drift.ResolvedHow != nil {
		t.row("  resolved", "as "+string(*drift.ResolvedHow))
	}
	if d.Supersedes != nil {
		t.row("  supersedes", relativeWords(*d.Supersedes))
	}
	if d.SupersededBy != nil {
		t.row("  superseded by", relativeWords(*d.SupersededBy))
	}
	unread := 0
	for _, alert := range d.Alerts.Items {
		if !alert.IsRead {
			unread++
		}
	}
	t.row("  alerts", fmt.Sprintf("%d, %d of them unread", d.Alerts.Total, unread))
	return t.end()
}

// relativeWords tell of another drift what was decided about it.
func relativeWords(r models.Relative) string {
	words := r.ID.String()
	if r.Status == "" {
		return words + ", which is deleted by now"
	}
	is := ", which is "
	if r.Superseded {
		is = ", which was "
	}
	words += is + string(r.Status)
	if r.DecidedByEmail != nil {
		words += " by " + *r.DecidedByEmail
	}
	if r.DecidedAt != nil {
		words += " at " + clockUTC(*r.DecidedAt)
	}
	if r.Reason != nil {
		words += ": " + *r.Reason
	}
	return words + termWords(r.ApprovedUntil, r.Ticket)
}

// termWords say when an approval ends and where it was agreed, as far as it says so.
func termWords(until *time.Time, ticket string) string {
	var parts []string
	if until != nil {
		parts = append(parts, "until "+clockUTC(*until))
	}
	if ticket != "" {
		parts = append(parts, ticket)
	}
	if parts == nil {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// writeHistory tells who did what to the drift itself, the oldest first.
func writeHistory(w io.Writer, d models.Dossier) error {
	fmt.Fprint(w, "\nHistory (UTC):\n\n")
	t := newTable(w)
	for i := len(d.Audit.Items) - 1; i >= 0; i-- {
		e := d.Audit.Items[i]
		what, ok := strings.CutPrefix(e.Action, "drift.")
		if !ok {
			continue
		}
		what += remarkOf(e, d.Drift)
		who := "guardian"
		if e.ActorEmail != nil {
			who = *e.ActorEmail
		}
		t.row("  "+clock(e.CreatedAt), who, what)
	}
	return t.end()
}

// remarkOf says more about a step: who found the drift, why it was decided so, how
// it ended, or which drift took its place.
func remarkOf(e models.AuditLog, d models.Drift) string {
	switch e.Action {
	case models.ActionDriftDetected:
		return " (" + string(d.DetectedBy) + ")"
	case models.ActionDriftSuperseded:
		return member(e.Details, " by ", "supersededBy") + member(e.Details, ": ", "reason")
	}
	return member(e.NewValue, " as ", "resolvedHow") + member(e.NewValue, ": ", "reason")
}

// member is the text of a member of an object, with words in front, or "".
func member(object models.JSON, words, name string) string {
	members, err := object.Object()
	text, _ := members[name].(string)
	if err != nil || text == "" {
		return ""
	}
	return words + text
}
