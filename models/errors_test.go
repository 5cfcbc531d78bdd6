package models_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestErrorText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  *models.Error
		want string
	}{
		{models.NotFound("drift", "42"), "drift 42: not found"},
		{models.NotFound("session", ""), "session: not found"},
		{models.Invalid("email", "is required"), "email: is required"},
		{models.Conflict("drift", "42", "eva approved it first"), "drift 42: eva approved it first"},
		{models.Forbidden("viewers do not decide"), "viewers do not decide"},
		{&models.Error{Kind: models.ErrUnavailable}, "database unavailable"},
		{&models.Error{Kind: models.ErrInvalid, Entity: "user", Fields: []models.FieldError{{"email", "is taken"}, {"role", "is required"}}},
			"user: email: is taken; role: is required"},
		{&models.Error{Kind: models.ErrInvalid, Message: "the filter", Fields: []models.FieldError{{"status", "is wrong"}}},
			"the filter; status: is wrong"},
		{&models.Error{}, ""},
	} {
		if got := c.err.Error(); got != c.want {
			t.Errorf("%q instead of %q", got, c.want)
		}
	}
}

func TestErrorKinds(t *testing.T) {
	t.Parallel()
	kinds := []error{
		models.ErrNotFound, models.ErrInvalid, models.ErrConflict, models.ErrForbidden,
		models.ErrImmutable, models.ErrUnavailable, models.ErrTimeout, models.ErrInternal,
	}
	for i, kind := range kinds {
		err := fmt.Errorf("wrapped: %w", &models.Error{Kind: kind, Entity: "drift"})
		for j, other := range kinds {
			if errors.Is(err, other) != (i == j) {
				t.Errorf("%v is %v: %t", kind, other, i != j)
			}
		}
		var e *models.Error
		if !errors.As(err, &e) || e.Entity != "drift" {
			t.Errorf("%v: errors.As finds %v", kind, e)
		}
		if errors.Is(err, context.Canceled) {
			t.Errorf("%v is a cancellation", kind)
		}
	}
	for kind, err := range map[error]*models.Error{
		models.ErrNotFound: models.NotFound("a", "b"), models.ErrInvalid: models.Invalid("a", "b"),
		models.ErrConflict: models.Conflict("a", "b", "c"), models.ErrForbidden: models.Forbidden("a"),
	} {
		if !errors.Is(err, kind) {
			t.Errorf("%v is not %v", err, kind)
		}
	}
	err := &models.Error{Kind: models.ErrTimeout, Context: context.DeadlineExceeded}
	if !errors.Is(err, models.ErrTimeout) || !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		t.Errorf("a timeout is not told by its context: %v", err)
	}
	if errors.Is(&models.Error{}, models.ErrInternal) {
		t.Error("an error without a kind has one")
	}
}
