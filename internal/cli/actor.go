package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

var errNoUser = usagef("--as EMAIL is required: it names the user who does this; the setting GUARDIAN_USER does so for every command")

func addAs(cmd *cobra.Command, email *string) {
	cmd.Flags().StringVar(email, "as", "", "the user who does this, by `EMAIL` (else the setting GUARDIAN_USER)")
}

func addAdmin(cmd *cobra.Command, email *string) {
	cmd.Flags().StringVar(email, "as", "", "the admin who does this, by `EMAIL` (else the setting GUARDIAN_USER, and without either the audit trail names nobody)")
}

// acting is the user who acts, by e-mail, and what names it; nothing where nothing does.
type acting struct{ email, by string }

// acting gives the user of --as, else of the setting.
func (a *app) acting(cmd *cobra.Command, as string) (acting, error) {
	if as != "" {
		return acting{as, "--as"}, nil
	}
	c, _, err := a.settings(cmd)
	if err != nil || c.User == "" {
		return acting{}, err
	}
	return acting{c.User, "GUARDIAN_USER"}, nil
}

// mustAct is acting for what only a user does.
func (a *app) mustAct(cmd *cobra.Command, as string) (acting, error) {
	who, err := a.acting(cmd, as)
	if err == nil && who.email == "" {
		err = errNoUser
	}
	return who, err
}

// id finds the user.
func (who acting) id(ctx context.Context, store *repositories.Store) (uuid.UUID, error) {
	user, err := store.Users.FindByEmail(ctx, who.email)
	if !errors.Is(err, models.ErrNotFound) {
		return user.ID, err
	}
	none, err := noUsers(ctx, store)
	switch {
	case err != nil:
		return uuid.Nil, err
	case none:
		return uuid.Nil, fmt.Errorf("%s: there are no users yet; guardian user add --email %s --role engineer adds one", who.by, shellWord(who.email))
	}
	return uuid.Nil, fmt.Errorf("%s: there is no user %q; guardian user list shows them", who.by, who.email)
}

// admin is id for what the program may do as well, which the zero id stands for: where
// nobody is named, and for the first user, whom the setting may name already.
func (who acting) admin(ctx context.Context, store *repositories.Store) (uuid.UUID, error) {
	if who.email == "" {
		return uuid.Nil, nil
	}
	if none, err := noUsers(ctx, store); err != nil || none && who.by != "--as" {
		return uuid.Nil, err
	}
	return who.id(ctx, store)
}

func noUsers(ctx context.Context, store *repositories.Store) (bool, error) {
	users, err := store.Users.List(ctx, models.UserFilter{}, models.PageRequest{Limit: 1})
	return err == nil && users.Total == 0, err
}

// machine names the user of the operating system and the machine; "" for what is not
// known or is no text.
func machine() (osUser, host string) {
	if u, err := user.Current(); err == nil {
		osUser = plainName(u.Username)
	}
	if name, err := os.Hostname(); err == nil {
		host = plainName(name)
	}
	return osUser, host
}

func plainName(s string) string {
	if len(s) > 255 || !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
		return ""
	}
	return s
}
