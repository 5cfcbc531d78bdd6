package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

var errNoUser = usagef("--as EMAIL is required: it names the user who does this")

func addAs(cmd *cobra.Command, email *string) {
	cmd.Flags().StringVar(email, "as", "", "the user who does this, by `EMAIL`")
}

// userID finds the user whom --as names.
func userID(ctx context.Context, store *repositories.Store, email string) (uuid.UUID, error) {
	user, err := store.Users.FindByEmail(ctx, email)
	if !errors.Is(err, models.ErrNotFound) {
		return user.ID, err
	}
	users, err := store.Users.List(ctx, models.UserFilter{}, models.PageRequest{Limit: 1})
	switch {
	case err != nil:
		return uuid.Nil, err
	case users.Total == 0:
		return uuid.Nil, fmt.Errorf("--as: there are no users yet; guardian user add --email %s --role engineer adds one", shellWord(email))
	}
	return uuid.Nil, fmt.Errorf("--as: there is no user %q; guardian user list shows them", email)
}

func addAdmin(cmd *cobra.Command, email *string) {
	cmd.Flags().StringVar(email, "as", "", "the admin who does this, by `EMAIL` (the audit trail names nobody without)")
}

// admin finds the user whom --as names; it is the zero id, the program itself,
// where there is none.
func admin(ctx context.Context, store *repositories.Store, email string) (uuid.UUID, error) {
	if email == "" {
		return uuid.Nil, nil
	}
	return userID(ctx, store, email)
}
