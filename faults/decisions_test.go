//go:build linux

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// maker creates drifts, each of a resource of its own.
type maker struct {
	*office
	name  string
	asked int
	got   []string // resources whose drift was acknowledged
}

func (m *maker) step(ctx context.Context, _ *rand.Rand) error {
	m.asked++
	resource := fmt.Sprintf("%s-%d", m.name, m.asked)
	drift, err := m.store.Drifts.Create(ctx, models.CreateDriftInput{
		ResourceID: resource, ResourceType: models.ResourceEC2, Region: "eu-west-1",
		ExpectedState: models.JSON(`{"ami": "ami-1"}`), ActualState: models.JSON(`{"ami": "ami-2"}`),
		Severity: models.Severities()[m.asked%3], CostImpactMonthly: models.MustMoney("1.25"), DetectedBy: models.DetectedByManual,
	})
	if err != nil {
		return err
	}
	m.got = append(m.got, resource)
	m.decided.add(drift.ID)
	return nil
}

// recent is how many drifts are decided about at a time, so that deciders meet.
const recent = 12

// decisions are the steps on drifts that were acknowledged, by several who are not agreed.
type decisions struct {
	*office
	mu     sync.Mutex
	drifts []uuid.UUID
	steps  map[uuid.UUID][]taken
}

// taken is a step on a drift.
type taken struct {
	to models.Status
	by uuid.UUID
}

func (d *decisions) add(id uuid.UUID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.drifts = append(d.drifts, id)
}

// any is one of the newest drifts.
func (d *decisions) any(random *rand.Rand) (uuid.UUID, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.drifts) == 0 {
		return uuid.Nil, false
	}
	last := d.drifts[max(0, len(d.drifts)-recent):]
	return last[random.IntN(len(last))], true
}

// step decides about one drift or, all or none, about several.
func (d *decisions) step(ctx context.Context, random *rand.Rand) error {
	var chosen []uuid.UUID
	for range 1 + random.IntN(3) {
		if id, ok := d.any(random); ok && !slices.Contains(chosen, id) {
			chosen = append(chosen, id)
		}
	}
	if len(chosen) == 0 {
		return errNothing
	}
	to := models.Statuses()[1+random.IntN(4)]
	in := models.StepInput{To: to, By: d.people[random.IntN(len(d.people))]}
	switch to {
	case models.StatusApproved, models.StatusRejected:
		in.Reason = "the model says so"
	case models.StatusResolved:
		in.How = models.ResolvedManualFix
	}
	if err := d.store.Drifts.StepAll(ctx, chosen, in, nil); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.steps == nil {
		d.steps = map[uuid.UUID][]taken{}
	}
	for _, id := range chosen {
		d.steps[id] = append(d.steps[id], taken{to, in.By})
	}
	return nil
}

// seen holds a drift that was read to what can be: a decision that was taken is not taken back.
func (d *decisions) seen(drift models.Drift) {
	if drift.ApprovedAt != nil && drift.RejectedAt != nil {
		d.Errorf("drift %s is approved and rejected", drift.ID)
	}
}
