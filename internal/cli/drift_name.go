package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// driftWords say how a drift is named, for the help of the commands that take one.
const driftWords = "DRIFT is an id, its first 8 characters or more, or SCOPE/ADDRESS: the unresolved drift\n" +
	"there, else the newest. What means several is refused with a list of them."

// withDossier hands fn all that is known of the drift that is meant.
func (a *app) withDossier(cmd *cobra.Command, name string, fn func(context.Context, *repositories.Store, models.Dossier) error) error {
	drift, err := models.ParseDriftReference(name)
	if err != nil {
		return err
	}
	return a.withStore(cmd, 0, func(ctx context.Context, store *repositories.Store) error {
		found, err := store.Drifts.Find(ctx, drift)
		if err != nil {
			return err
		}
		d, err := store.Drifts.Dossier(ctx, found.ID, models.DossierRows)
		if err != nil {
			return err
		}
		return fn(ctx, store, d)
	})
}

// listMeant lists the drifts that a name may mean, where that is what went wrong.
func listMeant(w io.Writer, err error) {
	var several *models.SeveralDriftsError
	if !errors.As(err, &several) {
		return
	}
	t := newTable(w).severityIn(2)
	for _, d := range several.Meant {
		t.row("  "+d.ID.String(), string(d.Status), string(d.Severity), d.Scope, d.Resource())
	}
	if t.end() == nil && several.More {
		fmt.Fprintln(w, "  …")
	}
}
