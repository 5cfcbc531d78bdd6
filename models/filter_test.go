package models_test

import (
	"errors"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	when, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t.Fatal(err)
	}
	return when.UTC()
}

func TestParseDriftQuery(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]models.DriftQuery{
		"": {},
		"status=detected&status=triaged,approved": {Filter: models.DriftFilter{
			Status: []models.Status{models.StatusDetected, models.StatusTriaged, models.StatusApproved}}},
		"status=all": {}, "status=detected,all": {}, "status=all&status=detected": {}, "status=": {}, "status=,": {}, "status= , ,": {},
		"severity=critical, info": {Filter: models.DriftFilter{Severity: []models.Severity{models.SeverityCritical, models.SeverityInfo}}},
		"detectedBy=api&resourceType=EC2,RDS&resourceId=i-1&region=eu-west-1&accountId=1&scope=a b&changed=tags": {Filter: models.DriftFilter{
			DetectedBy: []models.DetectedBy{models.DetectedByAPI}, ResourceType: []string{"EC2", "RDS"}, ResourceID: []string{"i-1"},
			Region: []string{"eu-west-1"}, AccountID: []string{"1"}, Scope: []string{"a b"}, Changed: []string{"tags"}}},
		"region=all&scope=all":                                   {},
		"resourceId=';DROP TABLE drifts--":                       {Filter: models.DriftFilter{ResourceID: []string{"';DROP TABLE drifts--"}}},
		"since=2026-11-23&until=2026-11-23T03:04:05.678%2B02:00": {Filter: models.DriftFilter{Since: at(t, "2026-11-23T00:00:00Z"), Until: at(t, "2026-11-23T01:04:05.678Z")}},
		"since=&until=":                                          {},
		"sort=-severity&limit=1&page=2":                          {Sort: models.SortSeverityDesc, PageRequest: models.PageRequest{Limit: 1, Page: 2}},
		"limit=500&cursor=abc":                                   {PageRequest: models.PageRequest{Limit: 500, Cursor: "abc"}},
		"page=10000000&limit=&sort=":                             {PageRequest: models.PageRequest{Page: 10_000_000}},
		"other=ignored&status=resolved":                          {Filter: models.DriftFilter{Status: []models.Status{models.StatusResolved}}},
		"since=0001-01-01T00:00:00Z":                             {},
		"until=9999-12-31T23:59:59.999Z":                         {Filter: models.DriftFilter{Until: at(t, "9999-12-31T23:59:59.999Z")}},
	} {
		values, err := url.ParseQuery(strings.ReplaceAll(text, ";", "%3B"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := models.ParseDriftQuery(values)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
		if err := got.Filter.Validate(); err != nil {
			t.Errorf("%s: what was parsed is not valid: %v", text, err)
		}
	}
	for _, s := range models.DriftSorts() {
		if q, err := models.ParseDriftQuery(url.Values{"sort": {string(s)}}); err != nil || q.Sort != s {
			t.Errorf("%s: %v, %v", s, q.Sort, err)
		}
	}
}

func TestParseDriftQueryRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"status=open": "status", "status=all,critical": "status", "status=Detected": "status", "status=detected,x": "status", "severity=high": "severity", "detectedBy=me": "detectedBy",
		"sort=status": "sort", "sort=--createdAt": "sort", "sort=createdAt&sort=severity": "sort", "sort=%00": "sort",
		"limit=0": "limit", "limit=501": "limit", "limit=-1": "limit", "limit=1.0": "limit", "limit=x": "limit", "limit=1e2": "limit",
		"limit=99999999999999999999": "limit", "limit=1&limit=2": "limit",
		"page=0": "page", "page=10000001": "page", "page=-1": "page", "page=%20": "page", "page=1&page=2": "page",
		"cursor=a&page=1": "cursor", "cursor=a&cursor=b": "cursor",
		"since=yesterday": "since", "since=2026-02-30": "since", "since=2026-11-23T25:00:00Z": "since", "since=2026-11-23T03:00:00": "since",
		"until=2026-11-23T03:00:00%2B24:00": "until", "until=1700000000": "until", "since=2026-11-23&since=2026-11-24": "since",
		"since=0000-12-31": "since", "since=0001-01-01T00:00:00%2B01:00": "since", "until=9999-12-31T23:59:59-01:00": "until",
		"region=%00": "region", "scope=%ff": "scope", "resourceId=a,%00": "resourceId", "changed=%00": "changed", "accountId=%c3": "accountId",
		"status=a%0ab":                          "status",
		"status=" + strings.Repeat("x", 10_000): "status", "limit=" + strings.Repeat("1", 10_000): "limit", "since=" + strings.Repeat("2", 10_000): "since",
	} {
		values, err := url.ParseQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		_, err = models.ParseDriftQuery(values)
		if got := fieldsOf(t, err); !slices.Equal(got, []string{want}) {
			t.Errorf("%.60s: %v, %v", text, got, err)
			continue
		}
		if strings.ContainsAny(err.Error(), "\n\r\x00") || len(err.Error()) > 300 || !strings.HasPrefix(err.Error(), want+": ") {
			t.Errorf("%.60s: not a line that begins with the field: %q", text, err)
		}
	}
	_, err := models.ParseDriftQuery(url.Values{"status": {"x"}, "limit": {"0"}, "since": {"x"}, "sort": {"x"}})
	if got := fieldsOf(t, err); !slices.Equal(got, []string{"status", "since", "sort", "limit"}) {
		t.Errorf("not every wrong parameter is named: %v", got)
	}
}

func TestParsePageRequest(t *testing.T) {
	t.Parallel()
	p, err := models.ParsePageRequest(url.Values{"limit": {"5"}, "page": {"3"}})
	if err != nil || p != (models.PageRequest{Page: 3, Limit: 5}) {
		t.Errorf("%+v, %v", p, err)
	}
	if got := (models.PageRequest{}).WithDefaults(); got != (models.PageRequest{Page: 1, Limit: 50}) {
		t.Errorf("%+v", got)
	}
	if got := (models.PageRequest{Page: 7, Limit: 500, Cursor: "x"}).WithDefaults(); got != (models.PageRequest{Page: 7, Limit: 500, Cursor: "x"}) {
		t.Errorf("%+v", got)
	}
	_, err = models.ParsePageRequest(url.Values{"limit": {"501"}})
	if err == nil || err.Error() != `limit: takes a whole number from 1 to 500, got "501"` {
		t.Error(err)
	}
}

func TestPageRequestValidate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		p    models.PageRequest
		want []string
	}{
		{models.PageRequest{}, nil},
		{models.PageRequest{Page: 1, Limit: 1}, nil},
		{models.PageRequest{Page: models.MaxPage, Limit: models.MaxLimit}, nil},
		{models.PageRequest{Page: 1, Cursor: "x"}, nil},
		{models.PageRequest{Page: -1}, []string{"page"}},
		{models.PageRequest{Page: models.MaxPage + 1, Limit: models.MaxLimit + 1}, []string{"page", "limit"}},
		{models.PageRequest{Limit: -1}, []string{"limit"}},
		{models.PageRequest{Page: 2, Cursor: "x"}, []string{"cursor"}},
	} {
		if got := fieldsOf(t, c.p.Validate()); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v", c.p, got)
		}
	}
}

func TestFilterValidate(t *testing.T) {
	t.Parallel()
	early, late := time.Date(0, 12, 31, 0, 0, 0, 0, time.UTC), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		filter interface{ Validate() error }
		want   []string
	}{
		{models.DriftFilter{}, nil},
		{models.DriftFilter{Status: []models.Status{"x"}, Severity: []models.Severity{"x"}, DetectedBy: []models.DetectedBy{""}, Since: early, Until: late},
			[]string{"status", "severity", "detectedBy", "since", "until"}},
		{models.DriftFilter{ResourceType: []string{"\x00"}, ResourceID: []string{"\xff"}, Region: []string{"a", "\x00"}, AccountID: []string{"\x00"},
			Scope: []string{"\x00"}, Changed: []string{"\x00"}}, []string{"resourceType", "resourceId", "region", "accountId", "scope", "changed"}},
		{models.ScanFilter{Scope: []string{"世界"}, Source: []string{"terraform"}}, nil},
		{models.ScanFilter{Scope: []string{"\x00"}, Source: []string{"\xff"}}, []string{"scope", "source"}},
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

func FuzzParseDriftQuery(f *testing.F) {
	for _, text := range []string{
		"status=detected,triaged&severity=all", "limit=500&page=3&sort=-severity", "since=2026-11-23&until=2026-11-24T00:00:00Z",
		"cursor=abc", "limit=1&limit=2", "region=%00", "scope=%ff", "sort=%0a", "since=0001-01-01T00:00:00%2B01:00",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		values, _ := url.ParseQuery(text)
		q, err := models.ParseDriftQuery(values)
		if err != nil {
			for _, name := range fieldsOf(t, err) {
				if !values.Has(name) {
					t.Fatalf("%q: %s is blamed, which is not there", text, name)
				}
			}
			if strings.ContainsAny(err.Error(), "\n\r\x00") {
				t.Fatalf("%q: not a line: %q", text, err)
			}
			return
		}
		if err := q.Filter.Validate(); err != nil {
			t.Fatalf("%q: what was parsed is not valid: %v", text, err)
		}
		if err := q.PageRequest.Validate(); err != nil {
			t.Fatalf("%q: what was parsed is not valid: %v", text, err)
		}
	})
}

func TestParseTime(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"2026-11-23":                     "2026-11-23T00:00:00Z",
		"2028-02-29":                     "2028-02-29T00:00:00Z",
		"2026-11-23T03:04:05Z":           "2026-11-23T03:04:05Z",
		"2026-11-23T03:04:05.123456789Z": "2026-11-23T03:04:05.123456789Z",
		"2026-11-23T03:04:05+02:00":      "2026-11-23T01:04:05Z",
		"2026-11-23T03:04:05-23:59":      "2026-11-24T03:03:05Z",
		"2026-01-01T00:30:00+01:00":      "2025-12-31T23:30:00Z",
	} {
		got, err := models.ParseTime(text)
		if err != nil || got != at(t, want) || got.Location() != time.UTC {
			t.Errorf("%s: %s, %v", text, got, err)
		}
	}
	for _, text := range []string{
		"", " ", "now", "2026", "2026-11", "23.11.2026", "2026-11-31", "2026-02-29", "2026-13-01", "26-11-23", "2026-1-2",
		"2026-11-23T03:04:05", "2026-11-23 03:04:05Z", "2026-11-23T24:00:00Z", "2026-11-23T03:60:00Z", "2026-11-23T23:59:60Z",
		"2026-11-23T03:04:05+24:00", "2026-11-23T03:04:05+02:60", "2026-11-23T03:04:05+0200", "2026-11-23T3:04:05Z",
		"2026-11-23T03:04:05,5Z", "2026-11-23T03:04:05Z ", "2026-11-23\n", "2026-11-23T03:04:05z", strings.Repeat("2026-11-23", 1000),
	} {
		got, err := models.ParseTime(text)
		if err == nil {
			t.Errorf("%q is taken for %s", text, got)
		} else if !strings.HasPrefix(err.Error(), "takes a time such as ") || strings.Contains(err.Error(), "\n") || len(err.Error()) > 200 {
			t.Errorf("%.30q: %q", text, err)
		}
	}
}

func TestFilterValueComesBack(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"a", "a,b", "p-1,GROUP,123", ",", "a,", ",a", "prod, eu", "all", "all,", "a b", `c:\\x`, `\\`, "ü,世"} {
		q, err := models.ParseDriftQuery(url.Values{"scope": {models.FilterValue(s) + "," + models.FilterValue("other")}})
		if err != nil || !slices.Equal(q.Filter.Scope, []string{s, "other"}) {
			t.Errorf("%q came back as %q, %v", s, q.Filter.Scope, err)
		}
	}
}

// PostgreSQL takes 65,535 parameters, so no field takes values without end.
func TestFilterFieldsTakeSoManyValues(t *testing.T) {
	t.Parallel()
	many := func(n int) []string { return slices.Repeat([]string{"x"}, n) }
	for field, f := range map[string]func(n int) interface{ Validate() error }{
		"scope":      func(n int) interface{ Validate() error } { return models.ScanFilter{Scope: many(n)} },
		"action":     func(n int) interface{ Validate() error } { return models.AuditFilter{Action: many(n)} },
		"resourceId": func(n int) interface{ Validate() error } { return models.DriftFilter{ResourceID: many(n)} },
		"changed":    func(n int) interface{ Validate() error } { return models.DriftFilter{Changed: many(n)} },
		"status": func(n int) interface{ Validate() error } {
			return models.DriftFilter{Status: slices.Repeat(models.Statuses()[:1], n)}
		},
		"role": func(n int) interface{ Validate() error } {
			return models.UserFilter{Role: slices.Repeat(models.Roles()[:1], n)}
		},
	} {
		if err := f(models.MaxFilterValues).Validate(); err != nil {
			t.Errorf("%s: %v", field, err)
		}
		err := f(models.MaxFilterValues + 1).Validate()
		if !errors.Is(err, models.ErrInvalid) || err.Error() != field+": takes at most 1000 values, got 1001" {
			t.Errorf("%s: %v", field, err)
		}
	}
}
