package models_test

import (
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

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
		"costAtLeast=100":                                        {Filter: models.DriftFilter{CostAtLeast: ptr(int64(100))}},
		"costAtLeast=&severity=":                                 {}, "costAtLeast=all": {}, "costAtLeast=0": {Filter: models.DriftFilter{CostAtLeast: ptr(int64(0))}},
		"other=ignored&status=resolved":  {Filter: models.DriftFilter{Status: []models.Status{models.StatusResolved}}},
		"until=9999-12-31T23:59:59.999Z": {Filter: models.DriftFilter{Until: at(t, "9999-12-31T23:59:59.999Z")}},
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
		"status=opened": "status", "scope=prod*": "scope", "scope=a,*/b": "scope", "scope=a*/*": "scope", "status=all,critical": "status", "status=Detected": "status", "status=detected,x": "status", "severity=high": "severity", "detectedBy=me": "detectedBy",
		"sort=status": "sort", "sort=--createdAt": "sort", "sort=createdAt&sort=severity": "sort", "sort=%00": "sort",
		"limit=0": "limit", "limit=501": "limit", "limit=-1": "limit", "limit=1.0": "limit", "limit=x": "limit", "limit=1e2": "limit",
		"limit=99999999999999999999": "limit", "limit=1&limit=2": "limit",
		"page=0": "page", "page=10000001": "page", "page=-1": "page", "page=%20": "page", "page=1&page=2": "page",
		"cursor=a&page=1": "cursor", "cursor=a&cursor=b": "cursor",
		"since=yesterday": "since", "since=2026-02-30": "since", "since=2026-11-23T25:00:00Z": "since", "since=2026-11-23T03:00:00": "since",
		"until=2026-11-23T03:00:00%2B24:00": "until", "until=1700000000": "until", "since=2026-11-23&since=2026-11-24": "since",
		"since=7d&until=8d": "until", "since=2026-11-23&until=2026-11-23": "until", "since=0000-12-31": "since", "since=0001-01-01": "since", "until=0001-01-01T00:00:00Z": "until", "since=0001-01-01T00:00:00%2B01:00": "since", "until=9999-12-31T23:59:59-01:00": "until",
		"costAtLeast=-1": "costAtLeast", "costAtLeast=1.5": "costAtLeast", "costAtLeast=x": "costAtLeast", "costAtLeast=2147483648": "costAtLeast",
		"costAtLeast=1,2": "costAtLeast", "costAtLeast=1&costAtLeast=2": "costAtLeast", "costAtLeast=1e3": "costAtLeast",
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
	_, p, err := models.ParseFilter(url.Values{"limit": {"5"}, "page": {"3"}}, models.SessionFilters())
	if err != nil || p != (models.PageRequest{Page: 3, Limit: 5}) {
		t.Errorf("%+v, %v", p, err)
	}
	if got := (models.PageRequest{}).WithDefaults(); got != (models.PageRequest{Page: 1, Limit: 50}) {
		t.Errorf("%+v", got)
	}
	if got := (models.PageRequest{Page: 7, Limit: 500, Cursor: "x"}).WithDefaults(); got != (models.PageRequest{Page: 7, Limit: 500, Cursor: "x"}) {
		t.Errorf("%+v", got)
	}
	_, _, err = models.ParseFilter(url.Values{"limit": {"501"}}, models.SessionFilters())
	if err == nil || err.Error() != `limit: takes a whole number from 1 to 500, got "501"` {
		t.Error(err)
	}
}

// A pattern that no list of scopes or scans knows is refused where it is typed.
func TestPatternsOfScopes(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{"prod*", "*", "*/prod/*", "prod,a*b", "prod/*"} {
		values := url.Values{"scope": {typed}}
		_, _, ofScans := models.ParseFilter(values, models.ScanFilters())
		_, _, ofScopes := models.ParseFilter(values, models.ScopeFilters())
		if ofScans == nil || (ofScopes == nil) != (typed == "prod/*") {
			t.Errorf("%s: of scans %v, of scopes %v", typed, ofScans, ofScopes)
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

func TestParseFilterOfOneValue(t *testing.T) {
	t.Parallel()
	id := uuid.New()
	for text, want := range map[string]string{
		"unread=true": "", "unread=false&unread=": "", "unread=all": "", "unread=true,all": "", "driftId=" + id.String(): "", "driftId=all": "",
		"unread=yes": "unread", "unread=True": "unread", "unread=true,false": "unread", "driftId=7": "driftId",
		"driftId=" + id.String() + "," + id.String():          "driftId",
		"driftId=" + strings.ReplaceAll(id.String(), "-", ""): "driftId", "driftId={" + id.String() + "}": "driftId",
		"severity=all,bad": "severity", "severity=critical,all": "",
	} {
		values, err := url.ParseQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = models.ParseFilter(values, models.AlertFilters())
		if got := strings.Join(fieldsOf(t, err), ","); got != want {
			t.Errorf("%s: %q, %v", text, got, err)
		}
	}
}

func TestParseAsOf(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "0001-01-01T00:00:00Z", "asOf=2026-11-01": "2026-11-01T00:00:00Z", "asOf=2026-11-01T02:00:00.5%2B01:00&status=open&scope=a/*": "2026-11-01T01:00:00.5Z",
		"asOf=soon": "asOf", "asOf=0001-01-01": "stands for no time", "asOf=2026-11-01&asOf=2026-11-02": "asOf",
		"asOf=2026-11-01&q=web&changed=tags": "2026-11-01T00:00:00Z", "q=web": "0001-01-01T00:00:00Z",
		"asOf=2026-11-01&kind=state&nextApply=revert&address=a&owner=a&overdue=true&ending=true": "2026-11-01T00:00:00Z",
		"asOf=2026-11-01&costAtLeast=3&tool=pulumi&accountId=1":                                  "2026-11-01T00:00:00Z",
	} {
		values, err := url.ParseQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := models.ParseAsOf(values)
		if err != nil && !strings.Contains(err.Error(), want) || err == nil && got.Format(time.RFC3339Nano) != want {
			t.Errorf("%s: %s, %v, want %s", text, got, err, want)
		}
	}
}
