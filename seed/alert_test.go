package seed

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestAlertWords(t *testing.T) {
	t.Parallel()
	d := &models.Drift{Severity: models.SeverityCritical, ResourceType: "S3", ResourceID: "logs"}
	a := detectedAlert(d, "aws_s3_bucket.logs", "versioning", false)
	if a.Title != "Critical drift: S3 logs" || a.Message != "versioning of S3 logs (aws_s3_bucket.logs) differs from its code." {
		t.Errorf("got %+v", a)
	}
	if gone := detectedAlert(d, "aws_s3_bucket.logs", "", true); !strings.Contains(gone.Message, "is gone") {
		t.Errorf("got %+v", gone)
	}
}
