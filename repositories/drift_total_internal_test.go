package repositories

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// Whoever asks for drifts that take long to count is told how many there are at least, and later how many
// there are; what an index counts is waited for.
func TestTotalsThatTakeLong(t *testing.T) {
	t.Parallel()
	store := New(testdb.Open(t), time.Minute)
	for i := range 3 {
		_, err := store.Drifts.Create(t.Context(), models.CreateDriftInput{
			ResourceID: fmt.Sprint(i), ResourceType: "EC2", Region: "eu-west-1", ExpectedState: models.JSON(`{"tags": 1}`), ActualState: models.JSON(`{"tags": 2}`),
			Severity: models.SeverityInfo, DetectedBy: models.DetectedByAPI,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	q := models.DriftQuery{Filter: models.DriftFilter{Changed: []string{"tags"}}, PageRequest: models.PageRequest{Limit: 1}}
	for range cap(store.unit.totals.dear) { // others count
		store.unit.totals.dear <- struct{}{}
	}
	page, err := store.Drifts.List(t.Context(), q)
	if err != nil || page.Total != 2 || !page.AtLeast || page.Next == "" {
		t.Errorf("while others count: %d, at least: %v, next %q, %v", page.Total, page.AtLeast, page.Next, err)
	}
	// So is who asks for the trail; who sees the end of it knows.
	trail, err := store.Reader().Audit.List(t.Context(), models.AuditFilter{}, models.PageRequest{Limit: 1})
	if err != nil || trail.Total != 2 || !trail.AtLeast {
		t.Errorf("of the trail: %d, at least: %v, %v", trail.Total, trail.AtLeast, err)
	}
	end, err := store.Reader().Audit.List(t.Context(), models.AuditFilter{}, models.PageRequest{Limit: 1, Page: 3})
	if err != nil || end.Total != 3 || end.AtLeast {
		t.Errorf("at the end of the trail: %d, at least: %v, %v", end.Total, end.AtLeast, err)
	}
	beyond, err := store.Reader().Audit.List(t.Context(), models.AuditFilter{}, models.PageRequest{Limit: 50, Page: 1000})
	if err != nil || beyond.Total != 0 || !beyond.AtLeast {
		t.Errorf("beyond the end of the trail: %d, at least: %v, %v", beyond.Total, beyond.AtLeast, err)
	}
	// What belongs to one drift is counted.
	of, err := store.Reader().Audit.List(t.Context(), models.AuditFilter{DriftID: &page.Items[0].ID}, models.PageRequest{Limit: 1})
	if err != nil || of.Total != 1 || of.AtLeast {
		t.Errorf("of one drift: %d, at least: %v, %v", of.Total, of.AtLeast, err)
	}
	key, err := json.Marshal(q.Filter)
	if err != nil {
		t.Fatal(err)
	}
	if wait := store.unit.totals.patience(string(key)); wait != dearPatience { // nobody has waited in vain
		t.Errorf("who comes next waits %s", wait)
	}
	body, err := store.Drifts.AppendJSON(t.Context(), nil, q, []string{"id"})
	var list models.List[struct{}]
	if err != nil || json.Unmarshal(body, &list) != nil || list.Total != 2 || !list.AtLeast {
		t.Errorf("as JSON: %s, %v", body, err)
	}
	other, err := store.Drifts.List(t.Context(), models.DriftQuery{Filter: models.DriftFilter{Region: []string{"eu-west-1"}}, PageRequest: q.PageRequest})
	if err != nil || other.Total != 3 || other.AtLeast {
		t.Errorf("another filter: %d, at least: %v, %v", other.Total, other.AtLeast, err)
	}
	for range cap(store.unit.totals.dear) {
		<-store.unit.totals.dear
	}
	for begin := time.Now(); page.AtLeast && time.Since(begin) < time.Minute; {
		if page, err = store.Drifts.List(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	trail, err = store.Reader().Audit.List(t.Context(), models.AuditFilter{Action: []string{"drift.detected"}}, models.PageRequest{Limit: 1})
	if err != nil || trail.Total != 3 || trail.AtLeast {
		t.Errorf("of the trail afterwards: %d, at least: %v, %v", trail.Total, trail.AtLeast, err)
	}
	if page.Total != 3 || page.AtLeast {
		t.Errorf("afterwards: %d, at least: %v", page.Total, page.AtLeast)
	}
	body, err = store.Drifts.AppendJSON(t.Context(), nil, q, []string{"id"})
	if err != nil || strings.Contains(string(body), "totalAtLeast") {
		t.Errorf("as JSON: %s, %v", body, err)
	}
}
