package models

import "github.com/google/uuid"

// DriftName is a drift's resource, for lists of what belongs to drifts.
type DriftName struct {
	ID           uuid.UUID
	ResourceType string
	ResourceID   string
	Status       Status
}
