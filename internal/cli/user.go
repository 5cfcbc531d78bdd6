package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

func userCommand(a *app) *cobra.Command {
	return commandGroup("user", groupDrifts, "Add, list and deactivate the users who act on drifts.",
		userAdd(a), userList(a), userDeactivate(a), userClearSessions(a))
}

func userAdd(a *app) *cobra.Command {
	var out output
	var email string
	in := models.CreateUserInput{Role: models.RoleViewer}
	cmd := &cobra.Command{
		Use: "add --email EMAIL [flags]", Args: arguments(0, 0), DisableFlagsInUseLine: true,
		Short: "Add a user",
		Long: "Add makes a user. The password is asked for on the terminal, or read as one line from\n" +
			fmt.Sprintf("standard input; it has %d to %d bytes.", models.MinPasswordLength, models.MaxPasswordLength),
		Example: "  guardian user add --email ann@example.com --role engineer --first-name Ann\n" +
			"  pass show guardian/ann | guardian user add --email ann@example.com --role engineer",
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			who, err := a.acting(cmd, email)
			if err != nil {
				return err
			}
			// All but the password, before somebody types one in vain.
			checked := in
			checked.Password = strings.Repeat("x", models.MinPasswordLength)
			if err := checked.Validate(); err != nil {
				return err
			}
			if in.Password, err = a.newPassword(cmd.Context()); err != nil {
				return err
			}
			if err := in.Validate(); err != nil {
				return err
			}
			return a.withStore(cmd, 0, func(ctx context.Context, store *repositories.Store) error {
				by, err := who.admin(ctx, store)
				if err != nil {
					return err
				}
				user, err := store.From(machine()).Users.CreateBy(ctx, in, by)
				switch {
				case err != nil:
					return err
				case out == outputJSON:
					return a.writeJSON(user.Response())
				}
				fmt.Fprintf(a.out, "Added %s %s (%s).\n", user.Role, user.Email, user.ID)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&in.Email, "email", "", "`EMAIL` of the user, required")
	addChoice(cmd, &in.Role, "role", models.Roles(), "what the user may do: admins and engineers act, viewers look")
	cmd.Flags().StringVar(&in.FirstName, "first-name", "", "first `NAME`")
	cmd.Flags().StringVar(&in.LastName, "last-name", "", "last `NAME`")
	cmd.Flags().StringVar(&in.AvatarURL, "avatar-url", "", "`URL` of a picture")
	addAdmin(cmd, &email)
	addOutput(cmd, &out)
	return cmd
}

func userDeactivate(a *app) *cobra.Command {
	var out output
	var email string
	cmd := &cobra.Command{
		Use: "deactivate EMAIL|ID [flags]", Args: arguments(1, 1), DisableFlagsInUseLine: true,
		Short: "Keep a user from doing anything more",
		Long: "Deactivate keeps a user from doing anything more and revokes their sessions. Users are\n" +
			"never deleted: the audit trail names them.",
		Example: "  guardian user deactivate ann@example.com",
		RunE: func(cmd *cobra.Command, args []string) error {
			who, err := a.acting(cmd, email)
			if err != nil {
				return err
			}
			return a.withStore(cmd, 0, func(ctx context.Context, store *repositories.Store) error {
				by, err := who.admin(ctx, store)
				if err != nil {
					return err
				}
				before, err := findUser(ctx, store, args[0])
				if err != nil {
					return err
				}
				user, err := store.From(machine()).Users.Deactivate(ctx, before.ID, by)
				switch {
				case err != nil:
					return err
				case out == outputJSON:
					return a.writeJSON(user.Response())
				case !before.IsActive:
					fmt.Fprintf(a.out, "%s was deactivated already, nothing changed.\n", user.Email)
				default:
					fmt.Fprintf(a.out, "Deactivated %s.\n", user.Email)
				}
				return nil
			})
		},
	}
	addAdmin(cmd, &email)
	addOutput(cmd, &out)
	return cmd
}

func userClearSessions(a *app) *cobra.Command {
	var out output
	cmd := &cobra.Command{
		Use: "clear-sessions [flags]", Args: arguments(0, 0), DisableFlagsInUseLine: true,
		Short: "Delete the sessions that have expired",
		Long: "Clear-sessions deletes the sessions of users that have expired, which nobody can use\n" +
			"any more, and notes in the audit trail how many. Run it now and then, such as once a day.",
		Example: "  guardian user clear-sessions",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withStore(cmd, 0, func(ctx context.Context, store *repositories.Store) error {
				n, err := store.From(machine()).Sessions.DeleteExpired(ctx)
				switch {
				case err != nil:
					return err
				case out == outputJSON:
					return a.writeJSON(map[string]int64{"deleted": n})
				}
				fmt.Fprintf(a.out, "%s deleted.\n", counted(n, "expired session"))
				return nil
			})
		},
	}
	addOutput(cmd, &out)
	return cmd
}

// findUser finds a user by id or by e-mail.
func findUser(ctx context.Context, store *repositories.Store, name string) (models.User, error) {
	if id, err := uuid.Parse(name); err == nil {
		return store.Users.Get(ctx, id)
	}
	return store.Users.FindByEmail(ctx, name)
}

func userList(a *app) *cobra.Command {
	var out output
	var list *listFlags
	cmd := &cobra.Command{
		Use: "list [flags]", Args: arguments(0, 0), DisableFlagsInUseLine: true,
		Short: "List users, the newest first", Long: "List shows one page of the users, the newest first.",
		Example: "  guardian user list --role admin,engineer --active",
		RunE: func(cmd *cobra.Command, _ []string) error {
			f, request, err := models.ParseFilter(list.values, models.UserFilters())
			if err != nil {
				return list.told(err)
			}
			return a.withStore(cmd, 0, func(ctx context.Context, store *repositories.Store) error {
				page, err := store.Users.List(ctx, f, request)
				switch {
				case err != nil:
					return err
				case out == outputJSON:
					return a.writeJSON(models.ListOf(page, models.User.Response))
				}
				return writeUsers(a.out, page)
			})
		},
	}
	list = addList(cmd, models.UserFilters())
	addOutput(cmd, &out)
	return cmd
}

func writeUsers(w io.Writer, page models.Page[models.User]) error {
	if len(page.Items) > 0 {
		t := newTable(w)
		t.row("EMAIL", "ROLE", "ACTIVE", "LAST LOGIN (UTC)", "ID", "NAME")
		for _, u := range page.Items {
			active, login := "yes", "never"
			if !u.IsActive {
				active = "no"
			}
			if u.LastLoginAt != nil {
				login = clock(*u.LastLoginAt)
			}
			t.row(u.Email, string(u.Role), active, login, u.ID.String(), name(u))
		}
		if err := t.end(); err != nil {
			return err
		}
	}
	footer(w, page, "user")
	return nil
}

func name(u models.User) string {
	var parts []string
	for _, part := range []*string{u.FirstName, u.LastName} {
		if part != nil {
			parts = append(parts, *part)
		}
	}
	return strings.Join(parts, " ")
}
