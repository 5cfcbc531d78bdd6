package repositories_test

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// scopes are all that a filter keeps, at a time.
func (l *ledger) scopes(f models.ScopeFilter, now time.Time) []models.Scope {
	l.Helper()
	page, err := l.Scopes.List(l.Context(), f, models.PageRequest{Limit: models.MaxLimit}, now)
	l.ok(err)
	if page.Total != int64(len(page.Items)) || page.Next != "" {
		l.Errorf("a page of %d of %d scopes, then %q", len(page.Items), page.Total, page.Next)
	}
	return page.Items
}

// scopesOneByOne reads every scope by its name, and then keeps and sorts them as the list says it does.
func (l *ledger) scopesOneByOne(f models.ScopeFilter, now time.Time) []models.Scope {
	l.Helper()
	kept := []models.Scope{}
	for _, name := range strings.Split(one[string](l, "SELECT COALESCE(string_agg(DISTINCT scope, '|'), '') FROM (SELECT scope FROM scans UNION SELECT scope FROM drift_summaries) AS all_names"), "|") {
		named, err := l.Scopes.Named(l.Context(), name, models.Yesterday(now))
		l.ok(err)
		for _, s := range named {
			if scopeIn(f, s, now) {
				kept = append(kept, s)
			}
		}
	}
	stale := map[bool]int{true: 1}
	slices.SortFunc(kept, func(a, b models.Scope) int {
		return cmp.Or(
			cmp.Compare(b.Open.Critical, a.Open.Critical), cmp.Compare(b.UnmanagedCritical, a.UnmanagedCritical), cmp.Compare(b.Open.Warning, a.Open.Warning),
			stale[b.Stale(now)]-stale[a.Stale(now)], cmp.Compare(b.Open.Info, a.Open.Info),
			strings.Compare(a.Name, b.Name), strings.Compare(a.Tool, b.Tool),
		)
	})
	return kept
}

func scopeIn(f models.ScopeFilter, s models.Scope, now time.Time) bool {
	named := func(pattern string) bool {
		prefix, all := strings.CutSuffix(pattern, "/*")
		return all && strings.HasPrefix(s.Name, prefix+"/") || pattern == s.Name
	}
	return (len(f.Scope) == 0 || slices.ContainsFunc(f.Scope, named)) &&
		(len(f.Tool) == 0 || slices.Contains(f.Tool, s.Tool)) &&
		(len(f.Owner) == 0 || slices.ContainsFunc(f.Owner, func(o string) bool { return slices.Contains(s.Owners, o) })) &&
		(f.Stale == nil || *f.Stale == s.Stale(now))
}

// Page by page, by number and by cursor, and as a stream the list is what reading every scope by itself gives, whatever it is
// narrowed by: over scopes of two tools, scanned at and around the time that makes them stale, ahead of the clock
// or not any more, with drifts of each severity, unmanaged, owned, of ended approvals and in order again.
func TestScopesPageByPage(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	r := rand.New(rand.NewPCG(20, 26))
	now := l.now().Add(time.Duration(r.IntN(1000))) // of which the last digits are of no time in the ledger
	due, limit := []time.Duration{0, time.Hour, 100 * 24 * time.Hour}, now.Add(-models.StaleAfter)
	scanned := []time.Time{now, limit, limit.Add(-time.Microsecond), limit.Add(time.Microsecond), now.AddDate(0, 0, -9), now.AddDate(0, 0, 300)}
	names := []string{"prod", "prod/a", "prod/b", "prod/a/b", "prod0", "prod-1", "Prod", "é", "a//b", "*", "größe/ü", "z"}
	for i, name := range names {
		for _, tool := range []string{"terraform", "pulumi"}[:1+i%2] {
			scan, err := l.Scans.Begin(t.Context(), models.CreateScanInput{
				Scope: name, Source: tool, ReportSHA256: [32]byte{byte(i)}, ReportBytes: 1, ScannedAt: scanned[r.IntN(len(scanned))], DetectedBy: models.DetectedByScheduler,
			})
			l.ok(err)
			for n := range r.IntN(5) {
				in := l.detection(scan.ID)
				in.ResourceID, in.Address = fmt.Sprint("i-", n), fmt.Sprint("aws_instance.n", n)
				in.FullResourceID = in.ResourceID
				in.SeenAt = scan.ScannedAt
				in.Severity, in.NextApply = models.Severities()[r.IntN(3)], models.NextApplies()[r.IntN(3)]
				in.Owner, in.DueWithin = []string{"", "net", "web"}[r.IntN(3)], &due[r.IntN(3)]
				if r.IntN(4) == 0 {
					in.Kind = models.KindUnmanaged
				}
				result, err := l.Drifts.Detect(t.Context(), in)
				l.ok(err)
				switch r.IntN(4) {
				case 0:
					l.approveFor(result.DriftID, 48*time.Hour, []time.Duration{-time.Hour, 24 * time.Hour}[r.IntN(2)], "")
				case 1:
					l.ok(l.move(result.DriftID, models.StatusResolved))
				}
			}
		}
	}
	l.drift() // that no scan saw
	l.exec("DELETE FROM scans WHERE scope IN ('prod', 'z', 'Prod')")
	for _, query := range []string{
		"", "scope=prod/*", "scope=prod,prod/*,z", "scope=nothing", "tool=pulumi", "tool=terraform,pulumi&scope=prod/*", "owner=web", "owner=net,other", "owner=we",
		"stale=true", "stale=false", "stale=true&owner=web,net&tool=terraform",
	} {
		values, err := url.ParseQuery(query)
		l.ok(err)
		f, _, err := models.ParseFilter(values, models.ScopeFilters())
		l.ok(err)
		want := l.scopesOneByOne(f, now)
		if got := l.scopes(f, now); !reflect.DeepEqual(got, want) {
			t.Errorf("%q gives\n%+v, want\n%+v", query, got, want)
		}
		streamed := []models.Scope{}
		l.ok(l.Scopes.Stream(t.Context(), f, now, func(s models.Scope) error { streamed = append(streamed, s); return nil }))
		if !reflect.DeepEqual(streamed, want) {
			t.Errorf("%q as a stream gives\n%+v, want\n%+v", query, streamed, want)
		}
		paged, p := []models.Scope{}, models.PageRequest{Limit: 3}
		for number := 1; ; number++ {
			page, err := l.Scopes.List(t.Context(), f, p, now)
			l.ok(err)
			byNumber, err := l.Scopes.List(t.Context(), f, models.PageRequest{Limit: 3, Page: number}, now)
			l.ok(err)
			if !reflect.DeepEqual(page.Items, byNumber.Items) || page.Total != int64(len(want)) || byNumber.Total != page.Total {
				t.Errorf("%q: page %d by cursor is %+v, by number %+v", query, number, page, byNumber)
			}
			paged = append(paged, page.Items...)
			if p.Cursor = page.Next; p.Cursor == "" {
				break
			}
		}
		if !reflect.DeepEqual(paged, want) {
			t.Errorf("%q page by page gives\n%+v, want\n%+v", query, paged, want)
		}
	}
	beyond, err := l.Scopes.List(t.Context(), models.ScopeFilter{}, models.PageRequest{Page: 9}, now)
	if l.ok(err); len(beyond.Items) != 0 || beyond.Total != int64(len(l.scopes(models.ScopeFilter{}, now))) || beyond.Next != "" {
		t.Errorf("beyond the end: %+v", beyond)
	}
	for _, cursor := range []string{"x", "at-", "at--1", "1", "at-99999999999999999999"} {
		if _, err := l.Scopes.List(t.Context(), models.ScopeFilter{}, models.PageRequest{Cursor: cursor}, now); !errors.Is(err, models.ErrInvalid) {
			t.Errorf("cursor %s: %v", cursor, err)
		}
	}
}

// An account in which somebody made users by hand stands before one in which tags differ, though no code knows them.
func TestScopesOfWhatIsCriticalAndUnmanaged(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.detect("a tags", func(in *models.Detection) { in.Severity = models.SeverityWarning })
	l.detect("b users", func(in *models.Detection) { in.Severity, in.Kind = models.SeverityCritical, models.KindUnmanaged })
	l.detect("c buckets", func(in *models.Detection) { in.Severity, in.Kind = models.SeverityInfo, models.KindUnmanaged })
	l.detect("d ports", func(in *models.Detection) { in.Severity = models.SeverityCritical })
	var got []string
	for _, s := range l.scopes(models.ScopeFilter{}, l.now()) {
		got = append(got, fmt.Sprint(s.Name, " ", s.UnmanagedCritical, " of ", s.Unmanaged))
	}
	if want := []string{"d ports 0 of 0", "b users 1 of 1", "a tags 0 of 0", "c buckets 0 of 1"}; !slices.Equal(got, want) {
		t.Errorf("they stand as %q, want %q", got, want)
	}
}

// Of all scopes the list reads sums alone: what is known of them is read of those of the page.
func TestNoPageReadsAllScopes(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	l := ledgerOn(t, db)
	for _, name := range []string{"a", "b", "c"} {
		l.detect(name)
	}
	now, read := l.now(), map[string]int{}
	hear(db, func(s postgres.Sent) {
		switch {
		case strings.HasPrefix(s.SQL, "WITH summed AS ("):
			read["sums of all"]++
		case len(s.Values) > 0 && reflect.DeepEqual(s.Values[0], []string{"b"}):
			read["of the page"]++
		case strings.Contains(s.SQL, "scope"):
			read[s.SQL]++
		}
	})
	page, err := l.Scopes.List(t.Context(), models.ScopeFilter{}, models.PageRequest{Limit: 1, Page: 2}, now)
	db.Hear(nil)
	if l.ok(err); len(page.Items) != 1 || page.Items[0].Name != "b" || page.Total != 3 {
		t.Errorf("page 2 of 3 is %+v", page)
	}
	if fmt.Sprint(read) != "map[of the page:3 sums of all:1]" {
		t.Errorf("statements: %v", read)
	}
}

// All scopes are many: to put them in order goes on past the deadline of a call.
func TestScopesMayTakeLonger(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.scan("prod", l.past(1))
	hasty := repositories.New(l.db, time.Nanosecond)
	if _, err := hasty.Scopes.Named(t.Context(), "prod", l.past(1)); !errors.Is(err, models.ErrTimeout) {
		t.Errorf("one scope took its time: %v", err)
	}
	page, err := hasty.Scopes.List(t.Context(), models.ScopeFilter{}, models.PageRequest{}, l.now())
	if l.ok(err); page.Total != 1 {
		t.Errorf("%d scopes", page.Total)
	}
}
