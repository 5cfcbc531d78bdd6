package models_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

func TestStepInputs(t *testing.T) {
	t.Parallel()
	by := uuid.New()
	for want, in := range map[string]models.StepInput{
		"":            {To: models.StatusTriaged, By: by},
		"triagedBy":   {To: models.StatusTriaged},
		"approvedBy":  {To: models.StatusApproved, Reason: "good enough"},
		"reason":      {To: models.StatusApproved, By: by, Reason: "short"},
		"rejectedBy":  {To: models.StatusRejected, Reason: "good enough"},
		"resolvedHow": {To: models.StatusResolved, By: by},
		"to":          {To: models.StatusDetected, By: by},
		"osUser":      {To: models.StatusTriaged, By: by, OSUser: "a\x00"},
		"host":        {To: models.StatusTriaged, By: by, Host: strings.Repeat("h", 256)},
	} {
		err := in.Validate()
		if want == "" && err == nil {
			continue
		}
		if !errors.Is(err, models.ErrInvalid) || !strings.HasPrefix(err.Error(), want+": ") {
			t.Errorf("%+v: %v, want %s", in, err, want)
		}
	}
}

func TestTermOfAStep(t *testing.T) {
	t.Parallel()
	ends := models.ApprovalEnd{After: time.Hour}
	for name, c := range map[string]struct {
		in    models.StepInput
		wrong string
	}{
		"both":            {models.StepInput{To: models.StatusApproved, Until: ends, Ticket: " CHG-1 "}, ""},
		"neither":         {models.StepInput{To: models.StatusApproved}, ""},
		"a hundred":       {models.StepInput{To: models.StatusApproved, Ticket: strings.Repeat("é", 100)}, ""},
		"more":            {models.StepInput{To: models.StatusApproved, Ticket: strings.Repeat("é", 101)}, "ticket: takes at most 100 characters, got 101"},
		"two lines":       {models.StepInput{To: models.StatusApproved, Ticket: "a\nb"}, "ticket: takes one line"},
		"a NUL":           {models.StepInput{To: models.StatusApproved, Ticket: "a\x00b"}, "ticket: takes one line"},
		"backwards":       {models.StepInput{To: models.StatusApproved, Until: models.ApprovalEnd{After: -1}}, "until: takes a time or how long"},
		"two ends":        {models.StepInput{To: models.StatusApproved, Until: models.ApprovalEnd{At: time.Now(), After: 1}}, "until: takes a time or how long"},
		"too far":         {models.StepInput{To: models.StatusApproved, Until: models.ApprovalEnd{At: time.Date(10000, 1, 2, 0, 0, 0, 0, time.UTC)}}, "until: must lie in the years"},
		"of a rejection":  {models.StepInput{To: models.StatusRejected, Until: ends}, "until: is of an approval"},
		"of a triage":     {models.StepInput{To: models.StatusTriaged, Ticket: "x"}, "ticket: is of an approval"},
		"of a resolution": {models.StepInput{To: models.StatusResolved, How: models.ResolvedManualFix, Until: ends, Ticket: "x"}, "until: is of an approval"},
	} {
		c.in.By, c.in.Reason = uuid.New(), "agreed upon"
		err := c.in.Validate()
		switch {
		case c.wrong == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.wrong != "" && (!errors.Is(err, models.ErrInvalid) || !strings.Contains(err.Error(), c.wrong)):
			t.Errorf("%s: %v, want %s", name, err, c.wrong)
		}
	}
}
