package models_test

import (
	"slices"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func TestFilterValidate(t *testing.T) {
	t.Parallel()
	early, late := time.Date(0, 12, 31, 0, 0, 0, 0, time.UTC), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		filter interface{ Validate() error }
		want   []string
	}{
		{models.DriftFilter{}, nil},
		{models.DriftFilter{CostAtLeast: ptr(int64(0))}, nil},
		{models.DriftFilter{CostAtLeast: ptr(int64(-1))}, []string{"costAtLeast"}},
		{models.DriftFilter{CostAtLeast: ptr(int64(models.MaxFilterNumber + 1))}, []string{"costAtLeast"}},
		{models.DriftFilter{Status: []models.Status{"x"}, Severity: []models.Severity{"x"}, DetectedBy: []models.DetectedBy{""}, Since: early, Until: late},
			[]string{"status", "severity", "detectedBy", "since", "until"}},
		{models.DriftFilter{ResourceType: []string{"\x00"}, ResourceID: []string{"\xff"}, Region: []string{"a", "\x00"}, AccountID: []string{"\x00"},
			Scope: []string{"\x00"}, Changed: []string{"\x00"}}, []string{"resourceType", "resourceId", "region", "accountId", "scope", "changed"}},
		{models.ScanFilter{Scope: []string{"世界"}, Source: []string{"terraform"}}, nil},
		{models.ScanFilter{Scope: []string{"\x00"}, Source: []string{"\xff"}}, []string{"scope", "source"}},
		{models.DriftFilter{Scope: []string{"prod/*", "a/b/*", "prod"}}, nil},
		{models.ScanFilter{Scope: []string{"prod*"}}, nil},
		{models.AlertFilter{Severity: []models.Severity{models.SeverityInfo}}, nil},
		{models.AlertFilter{Severity: []models.Severity{"x"}}, []string{"severity"}},
		{models.CostFilter{}, nil},
		{models.CostFilter{Since: early, Until: late}, []string{"since", "until"}},
		{models.AuditFilter{Action: []string{models.ActionAlertRead}}, nil},
		{models.AuditFilter{Action: []string{"\x00"}, Since: late}, []string{"action", "since"}},
		{models.UserFilter{Role: []models.Role{models.RoleAdmin}}, nil},
		{models.UserFilter{Role: []models.Role{""}}, []string{"role"}},
		{models.SessionFilter{}, nil},
	} {
		if got := fieldsOf(t, c.filter.Validate()); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v", c.filter, got)
		}
	}
}

func TestFilterFlags(t *testing.T) {
	t.Parallel()
	usage := map[string]string{}
	for _, f := range models.DriftFilters() {
		usage[f.Flag()] = f.Usage()
	}
	for flag, want := range map[string]string{
		"status":        "drifts in this `STATUS`: detected, triaged, approved, rejected, resolved or open",
		"resource-type": "drifts of this `TYPE` of resource, such as S3 or aws_lambda_function",
		"cost-at-least": "drifts that add `N` US dollars a month or more",
		"since":         "drifts detected from this `TIME` on: RFC 3339, a date, or an age such as 24h or 7d",
	} {
		if usage[flag] != want {
			t.Errorf("--%s: %q", flag, usage[flag])
		}
	}
}

// What narrows a list is told with its value, in the order of the table, which nobody can change for others.
func TestNarrowing(t *testing.T) {
	t.Parallel()
	models.DriftFilters()[0].Name = "changed"
	var told []string
	f := models.DriftFilter{Region: []string{"eu-west-1"}, Status: []models.Status{models.StatusOpen}}
	for line, value := range models.Narrowing(f, models.DriftFilters()) {
		told = append(told, line.Name+" "+value.([]string)[0])
	}
	if !slices.Equal(told, []string{"status open", "region eu-west-1"}) {
		t.Errorf("got %v", told)
	}
	for range models.Narrowing(f, models.DriftFilters()) {
		break
	}
}
