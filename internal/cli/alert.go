package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

func alertCommand(a *app) *cobra.Command {
	return commandGroup("alert", groupDrifts,
		"List alerts and mark them as read.\nResolving a drift reads its alerts.",
		alertList(a), alertRead(a))
}

func alertList(a *app) *cobra.Command {
	var out output
	var list *listFlags
	cmd := &cobra.Command{
		Use: "list [flags]", Args: arguments(0, 0), DisableFlagsInUseLine: true,
		Short: "List alerts, the newest first", Long: "List shows one page of the alerts, the newest first.",
		Example: "  guardian alert list --unread --severity critical",
		RunE: func(cmd *cobra.Command, _ []string) error {
			f, request, err := models.ParseFilter(list.values, models.AlertFilters())
			if err != nil {
				return list.told(err)
			}
			return a.withStore(cmd, 0, func(ctx context.Context, store *repositories.Store) error {
				page, err := store.Alerts.List(ctx, f, request)
				switch {
				case err != nil:
					return err
				case out == outputJSON:
					return a.writeJSON(models.ListOf(page, models.Alert.Response))
				}
				return writeAlerts(a.out, page)
			})
		},
	}
	list = addList(cmd, models.AlertFilters())
	addOutput(cmd, &out)
	return cmd
}

func writeAlerts(w io.Writer, page models.Page[models.Alert]) error {
	if len(page.Items) > 0 {
		t := newTable(w).severityIn(1)
		t.row("ID", "SEVERITY", "READ", "RAISED (UTC)", "DRIFT", "TITLE")
		for _, alert := range page.Items {
			read := "no"
			if alert.IsRead {
				read = "yes"
			}
			t.row(alert.ID.String(), string(alert.Severity), read, clock(alert.CreatedAt), alert.DriftID.String()[:models.MinIDPrefix], alert.Title)
		}
		if err := t.end(); err != nil {
			return err
		}
	}
	footer(w, page, "alert")
	return nil
}

func alertRead(a *app) *cobra.Command {
	var out output
	var email string
	var all bool
	cmd := &cobra.Command{
		Use: "read (ID | --all) --as EMAIL", Args: arguments(0, 1), DisableFlagsInUseLine: true,
		Short: "Mark an alert, or all of them, as read", Long: "Read marks an alert, or all of them, as read by a user.",
		Example: "  guardian alert read 0d4c3a5e-7c55-4c0b-9b36-5f3f2f1a8e10 --as ann@example.com\n" +
			"  guardian alert read --all --as ann@example.com",
		RunE: func(cmd *cobra.Command, args []string) error {
			if all == (len(args) == 1) {
				return usagef("%stakes one ID, or --all", where(cmd))
			}
			who, err := a.mustAct(cmd, email)
			if err != nil {
				return err
			}
			var id uuid.UUID
			if !all {
				if id, err = parseID("ID", args[0]); err != nil {
					return err
				}
			}
			return a.withStore(cmd, 0, func(ctx context.Context, store *repositories.Store) error {
				user, err := who.id(ctx, store)
				if err != nil {
					return err
				}
				store = store.From(machine())
				if all {
					return a.readAlerts(ctx, store, user, out)
				}
				return a.readAlert(ctx, store, id, user, out)
			})
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "mark every unread alert")
	addAs(cmd, &email)
	addOutput(cmd, &out)
	return cmd
}

func (a *app) readAlert(ctx context.Context, store *repositories.Store, id, user uuid.UUID, out output) error {
	alert, err := store.Alerts.MarkRead(ctx, id, user)
	switch {
	case err != nil:
		return err
	case out == outputJSON:
		return a.writeJSON(alert.Response())
	}
	fmt.Fprintf(a.out, "Alert %s is read: %s\n", alert.ID, visible(alert.Title))
	return nil
}

func (a *app) readAlerts(ctx context.Context, store *repositories.Store, user uuid.UUID, out output) error {
	n, err := store.Alerts.MarkAllRead(ctx, user)
	switch {
	case err != nil:
		return err
	case out == outputJSON:
		return a.writeJSON(map[string]int64{"read": n})
	}
	fmt.Fprintf(a.out, "%s marked as read.\n", counted(n, "alert"))
	return nil
}
