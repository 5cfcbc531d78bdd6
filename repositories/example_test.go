package repositories_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// Two steps of one drift, together or not at all.
func ExampleStore_InTx() {
	ctx := context.Background()
	store, err := repositories.Open(ctx, repositories.Config{URL: os.Getenv("DATABASE_URL"), Timeout: 5 * time.Second})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer store.Close()
	var drift, user uuid.UUID // as a request names them
	err = store.InTx(ctx, func(tx *repositories.Store) error {
		if _, err := tx.Drifts.Triage(ctx, drift, models.TriageDriftInput{TriagedBy: user}); err != nil {
			return err
		}
		_, err := tx.Drifts.Approve(ctx, drift, models.ApproveDriftInput{ApprovedBy: user, Reason: "cheaper and intended"})
		return err
	})
	if errors.Is(err, models.ErrConflict) {
		fmt.Println("somebody was first:", err)
	}
}

// A refresh token is exchanged for a new one; one that comes twice ends its login.
func ExampleSessions_Rotate() {
	refresh := func(ctx context.Context, store *repositories.Store, token string) (string, error) {
		issued, err := store.Sessions.Rotate(ctx, models.RotateSessionInput{Token: token})
		if err != nil {
			return "", err // models.ErrForbidden: log in again
		}
		return issued.Token, nil // to the user alone: only its hash is stored
	}
	_ = refresh
}

// Every open critical drift, however many there are.
func ExampleDriftReader_Stream() {
	export := func(ctx context.Context, reader *repositories.Reader) error {
		q := models.DriftQuery{Filter: models.DriftFilter{Status: models.OpenStatuses(), Severity: []models.Severity{models.SeverityCritical}}}
		return reader.Drifts.Stream(ctx, q, func(d models.SeenDrift) error {
			_, err := fmt.Println(d.ResourceType, d.ResourceID, d.DetectedAt)
			return err
		})
	}
	_ = export
}
