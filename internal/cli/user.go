package cli

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

func userCommand(a *app) *cobra.Command {
	return commandGroup("user", groupDrifts, "Add and list the users who act on drifts.", userAdd(a), userList(a))
}

func userAdd(a *app) *cobra.Command {
	var out output
	in := models.CreateUserInput{Role: models.RoleViewer}
	cmd := &cobra.Command{
		Use: "add --email EMAIL [flags]", Args: arguments(0, 0), DisableFlagsInUseLine: true,
		Short: "Add a user",
		Long: "Add makes a user. The password is asked for on the terminal, or read as one line from\n" +
			fmt.Sprintf("standard input; it has %d to %d bytes.", models.MinPasswordLength, models.MaxPasswordLength),
		Example: "  guardian user add --email ann@example.com --role engineer --first-name Ann\n" +
			"  pass show guardian/ann | guardian user add --email ann@example.com --role engineer",
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
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
				user, err := store.Users.Create(ctx, in)
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
	addOutput(cmd, &out)
	return cmd
}

func userList(a *app) *cobra.Command {
	var out output
	cmd := &cobra.Command{
		Use: "list [flags]", Args: arguments(0, 0), DisableFlagsInUseLine: true,
		Short: "List users, the newest first", Long: "List shows one page of the users, the newest first.",
		Example: "  guardian user list --output json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			request, err := models.ParsePageRequest(url.Values(given(cmd, "limit", "page", "cursor")))
			if err != nil {
				return err
			}
			return a.withStore(cmd, 0, func(ctx context.Context, store *repositories.Store) error {
				page, err := store.Users.List(ctx, models.UserFilter{}, request)
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
	addPage(cmd)
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
