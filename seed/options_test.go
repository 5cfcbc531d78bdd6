package seed

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestOutOfBounds(t *testing.T) {
	t.Parallel()
	for _, drifts := range []int{-1, MaxDrifts + 1} {
		_, err := Run(context.Background(), nil, Options{Drifts: drifts})
		if !errors.Is(err, models.ErrInvalid) || !strings.HasPrefix(err.Error(), "drifts: takes 1 to 100000000, got ") {
			t.Errorf("%d drifts: %v", drifts, err)
		}
	}
}
