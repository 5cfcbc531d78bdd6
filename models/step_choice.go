package models

import "github.com/google/uuid"

// StepChoice are the drifts, out of some, on which the lifecycle allows a step.
type StepChoice struct {
	IDs []uuid.UUID
	// Severities counts them.
	Severities map[Severity]int64
	// Left counts the others by where they stand.
	Left map[Status]int64
}

// NewStepChoice has no drifts yet.
func NewStepChoice() StepChoice {
	return StepChoice{Severities: map[Severity]int64{}, Left: map[Status]int64{}}
}

// Add adds a drift on which the step is allowed.
func (c *StepChoice) Add(id uuid.UUID, severity Severity) {
	c.IDs = append(c.IDs, id)
	c.Severities[severity]++
}

// From lists the statuses from which the lifecycle allows a drift to go to s.
func (s Status) From() []Status {
	var from []Status
	for _, status := range Statuses() {
		if status.CanBecome(s) {
			from = append(from, status)
		}
	}
	return from
}
