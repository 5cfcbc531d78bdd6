package models_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

func TestFailedMessageSaysWhatItLacks(t *testing.T) {
	t.Parallel()
	if err := (models.FailedMessage{ID: uuid.New(), Attempt: 1, At: time.Now(), Error: "500"}).Validate(); err != nil {
		t.Error(err)
	}
	err := models.FailedMessage{}.Validate()
	for _, field := range []string{"id", "attempt", "at", "error"} {
		if err == nil || !strings.Contains(err.Error(), field+": ") {
			t.Errorf("%v does not name %s", err, field)
		}
	}
}
