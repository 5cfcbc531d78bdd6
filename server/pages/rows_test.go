package pages

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

func TestRows(t *testing.T) {
	t.Parallel()
	type response struct {
		ID        uuid.UUID       `json:"id"`
		DriftID   *uuid.UUID      `json:"driftId,omitempty"`
		Severity  models.Severity `json:"severity"`
		Text      string          `json:"text"`
		Cost      models.Money    `json:"costUsd"`
		Count     int             `json:"count"`
		Details   models.JSON     `json:"details"`
		Active    bool            `json:"isActive"`
		CreatedAt time.Time       `json:"createdAt"`
		ReadAt    *time.Time      `json:"readAt,omitempty"`
	}
	table := Rows(now, "Notes", "What people noted.", []response{{
		ID: miraID, DriftID: &driftID, Severity: models.SeverityInfo, Text: "a\u202eb", Cost: models.Cents(150), Count: 1234,
		Details: models.JSON(`{"a":1}`), Active: true, CreatedAt: now,
	}})
	want := []string{"Id", "Drift id", "Severity", "Text", "Cost usd", "Count", "Details", "Is active", "Created at", "Read at"}
	if !slices.Equal(table.Columns, want) || table.Title != "Notes" {
		t.Errorf("%s: %v", table.Title, table.Columns)
	}
	var kinds []string
	for _, c := range table.Rows[0] {
		kinds = append(kinds, c.Kind)
	}
	if want := []string{"code", "code", "severity", "text", "cost", "number", "pairs", "text", "time", "none"}; !slices.Equal(kinds, want) {
		t.Errorf("kinds %v", kinds)
	}
	row := table.Rows[0]
	if row[0].Href != "" || row[1].Href != "/debug/drifts/"+driftID.String() {
		t.Errorf("links %q, %q", row[0].Href, row[1].Href)
	}
	if row[3].Text == "a\u202eb" || row[5].Text != "1,234" || row[7].Text != "true" {
		t.Errorf("texts %q, %q, %q", row[3].Text, row[5].Text, row[7].Text)
	}
}
