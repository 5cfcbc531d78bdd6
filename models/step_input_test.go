package models_test

import (
	"errors"
	"strings"
	"testing"

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
