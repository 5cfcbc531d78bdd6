package repositories_test

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

// What another address held already when a drift was last seen, by what that scan kept of it, has not
// moved there; of another resource, or of a scan that is deleted, nothing says so.
func TestStandBeside(t *testing.T) {
	t.Parallel()
	const there = `[{"address": "aws_instance.b", "type": "aws_instance", "id": "i-1", "region": "eu-central-1"}]`
	for name, c := range map[string]struct {
		coverage string
		want     models.DetectOutcome
	}{
		"it stood there":         {there, models.DetectCreated},
		"another stood there":    {`[{"address": "aws_instance.b", "type": "aws_instance", "id": "i-2", "region": "eu-central-1"}]`, models.DetectRepeated},
		"nothing stood there":    {`[]`, models.DetectRepeated},
		"nothing tells any more": {``, models.DetectRepeated},
	} {
		l := newLedger(t)
		of := func(address string) func(*models.Detection) {
			return func(in *models.Detection) {
				resourceAt("i-1", address)(in)
				in.FullType, in.Region, in.AccountID = "aws_instance", "eu-central-1", ""
				in.Coverage = models.NewCoverage([]models.CoveredResource{in.Resource()})
			}
		}
		first := l.detect("s", of("aws_instance.a")).DriftID
		if c.coverage == "" {
			l.exec("DELETE FROM scans")
		} else {
			l.exec("UPDATE scans SET coverage = CAST(? AS jsonb)", c.coverage)
		}
		if got := l.detect("s", of("aws_instance.b")); got.Outcome != c.want || (got.DriftID == first) != (c.want == models.DetectRepeated) {
			t.Errorf("%s: %+v, want %s", name, got, c.want)
		}
	}
}
