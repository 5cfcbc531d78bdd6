package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// stepRun is one run of a command that takes a step on drifts.
type stepRun struct {
	app     *app
	step    step
	in      models.StepInput
	as      string
	yes     bool
	filters *listFlags
	out     output
}

func (r *stepRun) run(cmd *cobra.Command, args []string) error {
	var named []models.DriftReference
	for _, arg := range args {
		ref, err := models.ParseDriftReference(arg)
		if err != nil {
			return err
		}
		named = append(named, ref)
	}
	q, err := models.ParseDriftQuery(r.filters.values)
	switch {
	case r.step.ends && cmd.Flags().Changed("since") && cmd.Flags().Changed("until"):
		return usagef("--since: beside --until, which is when the approval ends, say --detected-since, and --detected-until for when drifts were detected")
	case err != nil:
		return r.filters.told(err)
	case len(args) > 0 && len(r.filters.values) > 0:
		return usagef("%stakes drifts or filters, not both", where(cmd))
	case len(args) == 0 && len(r.filters.values) == 0:
		return usagef("%sname the drifts, or say by filters which; --status open is every open one", where(cmd))
	}
	if err := r.step.check(r.in); err != nil {
		return asFlags(err)
	}
	who, err := r.app.mustAct(cmd, r.as)
	if err != nil {
		return err
	}
	timeout := longWork
	if len(args) == 1 {
		timeout = 0
	}
	return r.app.withStore(cmd, timeout, func(ctx context.Context, store *repositories.Store) error {
		if r.in.By, err = who.id(ctx, store); err != nil {
			return err
		}
		r.in.OSUser, r.in.Host = machine()
		store = store.From(r.in.OSUser, r.in.Host) // resolving reads alerts as well
		if len(named) > 0 {
			return asFlags(r.byName(ctx, store, named))
		}
		return asFlags(r.byFilter(ctx, store, q.Filter))
	})
}

// asFlags calls what is wrong in a step's input as the flags are called that gave it.
func asFlags(err error) error {
	var wrong *models.Error
	if errors.As(err, &wrong) {
		for i, f := range wrong.Fields {
			if slices.Contains([]string{"reason", "until", "ticket"}, f.Field) {
				wrong.Fields[i].Field = "--" + f.Field
			}
		}
	}
	return err
}

// byName takes the step on all of the drifts, or on none.
func (r *stepRun) byName(ctx context.Context, store *repositories.Store, named []models.DriftReference) error {
	done := models.NewStepChoice()
	var found []models.DriftBrief
	words := map[string]string{} // by id
	for _, ref := range named {
		d, err := store.Drifts.Find(ctx, ref)
		if err != nil {
			return err
		}
		if words[d.ID.String()] == "" {
			found = append(found, d)
			done.Add(d.ID, d.Severity)
		}
		words[d.ID.String()] = ref.String()
	}
	progress := r.app.newProgress(r.step.name, "drifts")
	err := store.Drifts.StepAll(ctx, done.IDs, r.in, progress.step)
	progress.end()
	switch {
	case err != nil:
		return r.refusal(err, words)
	case r.out == outputJSON && len(named) == 1:
		return r.writeDrift(ctx, store, found[0].ID)
	case r.out == outputJSON:
		return r.writeJSON(done)
	}
	until, undone := r.until(ctx, store, done.IDs), r.undone(ctx, store, done.IDs)
	for _, d := range found {
		place := d.Resource()
		if d.Scope != "" {
			place = d.Scope + "/" + place
		}
		fmt.Fprintf(r.app.out, "Drift %s is %s%s: %s\n", d.ID, r.step.to, until, visible(place))
		if undone[d.ID] != "" {
			fmt.Fprintln(r.app.out, "  "+undone[d.ID])
		}
	}
	return nil
}

// until says when the approval that was given just now ends, by the ledger's clock; "" where it does not, or where
// that cannot be read: it is given all the same.
func (r *stepRun) until(ctx context.Context, store *repositories.Store, ids []uuid.UUID) string {
	if r.in.Until.IsZero() {
		return ""
	}
	seen, err := store.Drifts.Sightings(ctx, ids[:1])
	if ends := seen[ids[0]].ApprovedUntil; err == nil && ends != nil {
		return " until " + clockUTC(*ends)
	}
	return ""
}

// undone warns of the drifts that an approval does not keep from the next apply, by id; of none where the step is another, or
// where that cannot be read.
func (r *stepRun) undone(ctx context.Context, store *repositories.Store, ids []uuid.UUID) map[uuid.UUID]string {
	warnings := map[uuid.UUID]string{}
	if r.step.to != models.StatusApproved {
		return warnings
	}
	for some := range slices.Chunk(ids, models.MaxLimit) {
		seen, err := store.Drifts.Sightings(ctx, some)
		if err != nil {
			return nil
		}
		for id, s := range seen {
			if warning := (models.SeenDrift{Drift: models.Drift{Status: r.step.to}, Seen: s}).UndoneSentence(); warning != "" {
				warnings[id] = warning
			}
		}
	}
	return warnings
}

// undoneWords say how many drifts those are.
func (r *stepRun) undoneWords(ctx context.Context, store *repositories.Store, ids []uuid.UUID) string {
	n := len(r.undone(ctx, store, ids))
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d of which the next apply reverts all the same", n)
}

// writeDrift writes a drift as the list has it.
func (r *stepRun) writeDrift(ctx context.Context, store *repositories.Store, id uuid.UUID) error {
	drift, err := store.Drifts.Get(ctx, id)
	if err != nil {
		return err
	}
	seen, err := store.Drifts.Sightings(ctx, []uuid.UUID{id})
	if err != nil {
		return err
	}
	return r.app.writeJSON(models.SeenDrift{Drift: drift, Seen: seen[id]}.Response())
}

// refusal says of one of several drifts how the user named it, and that none took the step.
func (r *stepRun) refusal(err error, words map[string]string) error {
	var of *models.Error
	if !errors.As(err, &of) || of.Entity != "drift" {
		return err
	}
	if named := words[of.ID]; named != of.ID {
		err = fmt.Errorf("%s: %w", named, err)
	}
	if len(words) > 1 {
		err = fmt.Errorf("%w; none of the %d drifts was changed", err, len(words))
	}
	return err
}

// byFilter takes the step on the drifts that a filter keeps and that it is for.
func (r *stepRun) byFilter(ctx context.Context, store *repositories.Store, f models.DriftFilter) error {
	choice, err := store.Drifts.Choose(ctx, f, r.step.to)
	if err != nil {
		return err
	}
	if len(choice.IDs) > 0 && !r.yes {
		if err := r.ask(ctx, store, choice); err != nil {
			return err
		}
	}
	progress := r.app.newProgress(r.step.name, "drifts")
	done, err := store.Drifts.StepEach(ctx, choice.IDs, r.in, progress.step)
	progress.end()
	if err != nil {
		return err
	}
	for status, n := range choice.Left {
		done.Left[status] += n
	}
	if r.out == outputJSON {
		return r.writeJSON(done)
	}
	said := "No drift to " + r.step.name
	if n := int64(len(done.IDs)); n > 0 {
		said = counted(n, "drift") + " " + string(r.step.to) + ": " + gravest(done.Severities, models.SeverityInfo) + r.undoneWords(ctx, store, done.IDs)
	}
	fmt.Fprintln(r.app.out, said+leftWords(done)+".")
	return nil
}

// ask asks on a terminal whether the step is meant, and elsewhere wants --yes.
func (r *stepRun) ask(ctx context.Context, store *repositories.Store, c models.StepChoice) error {
	n := int64(len(c.IDs))
	what := fmt.Sprintf("%s %s (%s)%s%s", r.step.name, counted(n, "drift"), gravest(c.Severities, models.SeverityInfo), r.undoneWords(ctx, store, c.IDs), leftWords(c))
	if !isTerminal(r.app.in) {
		return usagef("this would %s; --yes says that it is meant, where there is no terminal to ask on", what)
	}
	fmt.Fprintf(r.app.err, "%s%s? [y/N] ", strings.ToUpper(what[:1]), what[1:])
	answer, err := waitFor(ctx, func() (string, error) { return bufio.NewReader(r.app.in).ReadString('\n') })
	if err != nil {
		fmt.Fprintln(r.app.err) // the line of the question ends
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	}
	return errors.New("nothing was changed")
}

// leftWords say how many drifts the step is not for, by where they stand.
func leftWords(c models.StepChoice) string {
	var n int64
	var parts []string
	for _, status := range models.Statuses() {
		if left := c.Left[status]; left > 0 {
			n += left
			parts = append(parts, fmt.Sprintf("%d %s", left, status))
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("; %d left as %s: %s", n, map[bool]string{true: "it is", false: "they are"}[n == 1], strings.Join(parts, ", "))
}

func (r *stepRun) writeJSON(done models.StepChoice) error {
	ids := done.IDs
	if ids == nil {
		ids = []uuid.UUID{}
	}
	return r.app.writeJSON(map[string]any{"status": r.step.to, "count": len(ids), "severities": done.Severities, "left": done.Left, "ids": ids})
}
