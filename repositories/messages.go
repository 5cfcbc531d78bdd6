package repositories

import (
	"context"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// MessageReader reads the messages that people were sent or are to be.
type MessageReader struct{ unit unit }

// Get gives one message, or [models.ErrNotFound].
func (r MessageReader) Get(ctx context.Context, id uuid.UUID) (models.Message, error) {
	return get[models.Message](ctx, r.unit, "message", id)
}

// List gives one page of the messages without their bodies, the newest first. It fails
// with [models.ErrInvalid].
func (r MessageReader) List(ctx context.Context, f models.MessageFilter, request models.PageRequest) (models.Page[models.Message], error) {
	return messageListing(f).page(ctx, r.unit, request)
}

// Stream gives every message that the filter keeps to fn, in List's order and in
// constant memory. It fails like List, and with what fn returns.
func (r MessageReader) Stream(ctx context.Context, f models.MessageFilter, fn func(models.Message) error) error {
	return messageListing(f).stream(ctx, r.unit, fn)
}

func messageListing(f models.MessageFilter) listing[models.Message] {
	l := filtered(f, models.MessageFilters(), newestFirst,
		func(m models.Message) (string, uuid.UUID) { return timeValue(m.CreatedAt), m.ID })
	l.omit = append(l.omit, "body")
	return l
}

// Messages reads messages, makes them of what is due to be told, and keeps how far each
// has come.
type Messages struct{ MessageReader }
