package cli

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// step is one step of a drift's lifecycle, taken by a user.
type step struct {
	name, short, long, example string
	reason, how                bool // takes --reason, --how
	take                       func(ctx context.Context, drifts repositories.Drifts, id uuid.UUID, by decision) (models.Drift, error)
}

// decision is who takes a step, and how it is justified.
type decision struct {
	user   uuid.UUID
	reason string
	how    models.ResolvedHow
}

const exampleID = " 5f2b1d5e --as ann@example.com"

var steps = []step{
	{
		name: "triage", short: "Note that you have looked at a drift",
		long:    "Triage notes that a user has looked at a detected drift.",
		example: "  guardian drift triage" + exampleID,
		take: func(ctx context.Context, drifts repositories.Drifts, id uuid.UUID, by decision) (models.Drift, error) {
			return drifts.Triage(ctx, id, models.TriageDriftInput{TriagedBy: by.user})
		},
	},
	{
		name: "approve", short: "Accept a drift as it is", reason: true,
		long: "Approve accepts a detected or triaged drift as it is. Scans that see it again stay\n" +
			"quiet, until anything in it changes.",
		example: "  guardian drift approve" + exampleID + " \\\n    --reason \"Agreed in CHG-1042\"",
		take: func(ctx context.Context, drifts repositories.Drifts, id uuid.UUID, by decision) (models.Drift, error) {
			return drifts.Approve(ctx, id, models.ApproveDriftInput{ApprovedBy: by.user, Reason: by.reason})
		},
	},
	{
		name: "reject", short: "Say that a drift must be put right", reason: true,
		long:    "Reject says that a detected or triaged drift must be put right.",
		example: "  guardian drift reject" + exampleID + " \\\n    --reason \"Port 22 must not be open\"",
		take: func(ctx context.Context, drifts repositories.Drifts, id uuid.UUID, by decision) (models.Drift, error) {
			return drifts.Reject(ctx, id, models.RejectDriftInput{RejectedBy: by.user, Reason: by.reason})
		},
	},
	{
		name: "resolve", short: "End a drift", how: true,
		long:    "Resolve ends a drift and reads its alerts. Nothing leaves this status.",
		example: "  guardian drift resolve" + exampleID + " \\\n    --how manual-fix",
		take: func(ctx context.Context, drifts repositories.Drifts, id uuid.UUID, by decision) (models.Drift, error) {
			return drifts.Resolve(ctx, id, models.ResolveDriftInput{ResolvedBy: by.user, How: by.how})
		},
	},
}

func driftSteps(a *app) []*cobra.Command {
	var commands []*cobra.Command
	for _, s := range steps {
		commands = append(commands, driftStep(a, s))
	}
	return commands
}

func driftStep(a *app, s step) *cobra.Command {
	var out output
	var email string
	var by decision
	use := s.name + " DRIFT --as EMAIL"
	if s.reason {
		use += " --reason TEXT"
	}
	if s.how {
		use += " --how HOW"
	}
	cmd := &cobra.Command{
		Use: use, Args: arguments(1, 1), DisableFlagsInUseLine: true, Short: s.short, Example: s.example,
		Long: s.long + "\nOnly an active admin or engineer may.\n\n" + driftWords,
		RunE: func(cmd *cobra.Command, args []string) error {
			named, err := models.ParseDriftReference(args[0])
			switch {
			case err != nil:
				return err
			case email == "":
				return errNoUser
			case s.how && by.how == "":
				return usagef("--how is required: auto-remediate, manual-fix or acknowledged")
			case s.reason && by.reason == "":
				return usagef("--reason is required: at least %d characters", models.MinReasonLength)
			}
			return a.withStore(cmd, 0, func(ctx context.Context, store *repositories.Store) error {
				if by.user, err = userID(ctx, store, email); err != nil {
					return err
				}
				found, err := store.Drifts.Find(ctx, named)
				if err != nil {
					return err
				}
				drift, err := s.take(ctx, store.Drifts, found.ID, by)
				switch {
				case err != nil:
					return err
				case out == outputJSON:
					return a.writeJSON(drift.Response())
				}
				fmt.Fprintf(a.out, "Drift %s is %s: %s\n", drift.ID, drift.Status, visible(drift.ResourceType+" "+drift.ResourceID))
				return nil
			})
		},
	}
	addAs(cmd, &email)
	if s.reason {
		cmd.Flags().StringVar(&by.reason, "reason", "", fmt.Sprintf("why, `TEXT` of at least %d characters", models.MinReasonLength))
	}
	if s.how {
		addChoice(cmd, &by.how, "how", models.Resolutions(), "how it came to its end")
	}
	addOutput(cmd, &out)
	return cmd
}
