package repositories_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

// letters are so many that cannot be compressed, of which an index holds the least.
func letters(n int) string {
	var b strings.Builder
	for b.Len() < n {
		b.WriteString(rand.Text())
	}
	return b.String()[:n]
}

// Every text that a drift is called by goes in at any length, or is refused by its name: none meets an index that cannot hold it.
func TestLongTexts(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	scope := letters(models.MaxScopeLength)
	difference := func(name string) func(*models.Detection) {
		return differs(`{"` + name + `":{"expected":{"a":1},"actual":{"a":1,"` + letters(20_000) + `":2}}}`)
	}
	long := func(in *models.Detection) {
		in.Owner = letters(models.MaxOwnerLength)
		in.Address = "aws_instance." + letters(2046) + "." + letters(20_000)
		in.PreviousAddress, in.FullResourceID, in.FullType = letters(20_000), letters(20_000), letters(20_000)
	}
	first := l.detect(scope, difference(letters(models.MaxNameLength)), long)
	for _, scope := range []string{scope, letters(models.MaxScopeLength)} {
		l.detect(scope, long, difference(letters(models.MaxNameLength)))
	}
	l.approveFor(first.DriftID, 0, 24*time.Hour, letters(models.MaxTicketLength))
	name := letters(models.MaxNameLength + 1)
	in := l.detection(l.scan(scope, l.now()).ID)
	difference(name)(&in)
	in.Owner = letters(models.MaxOwnerLength + 1)
	_, err := l.Drifts.Detect(t.Context(), in)
	fails(t, err, models.ErrInvalid, "owner: takes at most 1024 bytes, got 1025", "difference: names an attribute with 2501 bytes, \""+name[:60]+"\"…; takes at most 2500")
	_, err = l.Drifts.Create(t.Context(), models.CreateDriftInput{
		ResourceID: letters(255), ResourceType: letters(50), Region: letters(50), ExpectedState: models.JSON("{}"), ActualState: models.MustJSON(map[string]any{name: 1}),
		Severity: models.SeverityInfo, DetectedBy: models.DetectedByAPI})
	fails(t, err, models.ErrInvalid, "difference: names an attribute with 2501 bytes")
	l.drift(func(in *models.CreateDriftInput) {
		in.ResourceID, in.ResourceType, in.Region = letters(255), letters(50), letters(50)
		in.ActualState = models.MustJSON(map[string]any{letters(models.MaxNameLength): 1})
	})
}
