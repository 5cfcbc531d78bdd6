package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// driftWords say how a drift is named, for the help of the commands that take one.
const driftWords = "DRIFT is an id, its first 8 characters or more, or SCOPE/ADDRESS: the unresolved drift\n" +
	"there, else the newest. What means several is refused with a list of them."

// dossierOf gives all that is known of the drift that is meant.
func dossierOf(ctx context.Context, store *repositories.Store, drift models.DriftReference) (models.Dossier, error) {
	found, err := store.Drifts.Find(ctx, drift)
	if err != nil {
		return models.Dossier{}, err
	}
	return store.Drifts.Dossier(ctx, found.ID, models.DossierRows)
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
