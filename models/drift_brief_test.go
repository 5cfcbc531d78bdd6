package models_test

import (
	"errors"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestSeveralDrifts(t *testing.T) {
	t.Parallel()
	err := error(&models.SeveralDriftsError{Words: "5f2b1d5e", Meant: make([]models.DriftBrief, 2)})
	var domain *models.Error
	if !errors.Is(err, models.ErrConflict) || !errors.As(err, &domain) || domain.Error() != err.Error() {
		t.Errorf("%v is no domain error", err)
	}
	if err.Error() != `"5f2b1d5e" means 2 drifts; give the id of one, or more of it` {
		t.Error(err)
	}
	err = &models.SeveralDriftsError{Words: "5f2b1d5e", Meant: make([]models.DriftBrief, 20), More: true}
	if err.Error() != `"5f2b1d5e" means more than 20 drifts; give the id of one, or more of it` {
		t.Error(err)
	}
	if of := (models.DriftBrief{ResourceType: "EC2", ResourceID: "i-1"}).Resource(); of != "EC2 i-1" {
		t.Error(of)
	}
	if of := (models.DriftBrief{ResourceType: "EC2", Address: "aws_instance.web"}).Resource(); of != "aws_instance.web" {
		t.Error(of)
	}
}
