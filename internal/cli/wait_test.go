package cli

import (
	"context"
	"errors"
	"testing"
)

func TestWaitForEndsWithItsContext(t *testing.T) {
	t.Parallel()
	got, err := waitFor(t.Context(), func() (int, error) { return 7, nil })
	if got != 7 || err != nil {
		t.Errorf("got %d, %v", got, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	never := make(chan struct{})
	defer close(never)
	cancel()
	_, err = waitFor(ctx, func() (int, error) { <-never; return 7, nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
