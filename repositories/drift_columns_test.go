package repositories

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// Every field of a drift and of what is seen of it has its column, by the name that
// JSON has for it and in the kind that its type has.
func TestDriftColumns(t *testing.T) {
	t.Parallel()
	response := reflect.TypeFor[models.DriftResponse]()
	if len(driftColumns) != reflect.TypeFor[models.Drift]().NumField() {
		t.Errorf("%d columns", len(driftColumns))
	}
	for i, c := range driftColumns {
		name, _, _ := strings.Cut(response.Field(i).Tag.Get("json"), ",")
		if c.key != `"`+name+`":` || c.name == "" {
			t.Errorf("column %s is %s, want %s", c.name, c.key, name)
		}
	}
	seen := reflect.TypeFor[models.SightingResponse]()
	if len(seenColumns) != seen.NumField() {
		t.Fatalf("%d columns of what is seen, want %d", len(seenColumns), seen.NumField())
	}
	for i, c := range seenColumns {
		if name, _, _ := strings.Cut(seen.Field(i).Tag.Get("json"), ","); c.key != `"`+name+`":` {
			t.Errorf("column %s is %s, want %s", c.name, c.key, name)
		}
	}
}

func TestKindsOfColumns(t *testing.T) {
	t.Parallel()
	for of, want := range map[reflect.Type]jsonKind{
		reflect.TypeFor[string](): jsonText, reflect.TypeFor[*string](): jsonText, reflect.TypeFor[models.Severity](): jsonText,
		reflect.TypeFor[models.JSON](): jsonRaw, reflect.TypeFor[models.Money](): jsonMoney,
		reflect.TypeFor[uuid.UUID](): jsonUUID, reflect.TypeFor[*uuid.UUID](): jsonUUID,
		reflect.TypeFor[time.Time](): jsonTime, reflect.TypeFor[*time.Time](): jsonTime,
	} {
		if got := kindOf(of); got != want {
			t.Errorf("%s is %d, want %d", of, got, want)
		}
	}
}

// Some fields are read in their order, and with them what a cursor keeps.
func TestShownColumns(t *testing.T) {
	t.Parallel()
	for sort, want := range map[models.DriftSort]string{
		models.SortCreatedAt: "NULLIF(seen.scope, ''), region, id, created_at", models.SortCost: "NULLIF(seen.scope, ''), region, id, cost_impact_monthly::text",
	} {
		o := driftOrders[sort]
		if got := selected(shownColumns([]string{"scope", "region"}, &o)); got != want {
			t.Errorf("by %s got %s, want %s", sort, got, want)
		}
	}
	if got := selected(shownColumns([]string{"createdAt", "id"}, nil)); got != "created_at, id" {
		t.Errorf("without an order got %s", got)
	}
}
