package repositories_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// someFilter is one at random, of one to five fields, or now and then of many.
func someFilter(random *rand.Rand, now time.Time) (f models.DriftFilter) {
	texts := func(into *[]string, of ...string) func() {
		return func() {
			for range 1 + random.IntN(3) {
				*into = append(*into, oneIn(random, of...))
			}
		}
	}
	fields := []func(){
		wordsAtRandom(random, &f.Status, append(models.Statuses(), models.StatusOpen)), wordsAtRandom(random, &f.Severity, models.Severities()),
		wordsAtRandom(random, &f.DetectedBy, models.Detectors()), wordsAtRandom(random, &f.NextApply, models.NextApplies()), wordsAtRandom(random, &f.Kind, models.Kinds()),
		func() { f.Status = models.OpenStatuses() }, func() { f.Status = []models.Status{models.StatusOpen} },
		texts(&f.ResourceType, "EC2", "S3", "none"), texts(&f.ResourceID, "i-1", "i-2", "none"), texts(&f.Address, "m.x", "m.x[0]"),
		texts(&f.Region, "eu", "us", "none"), texts(&f.AccountID, "1", "none"), texts(&f.Scope, "p", "p/*", "p/a", "p/a/*", "none"),
		texts(&f.Tool, "terraform", "none", ""), texts(&f.Owner, "net", "db", ""), texts(&f.Words, "I 1", "ec2", "p a", "x", "b"),
		texts(&f.Changed, "a", "b", "a[0].x", "a[*].x", "a[1].x"),
		func() { f.Overdue = []string{models.Overdue} }, func() { f.Ending = []string{models.Ending} }, func() { f.CostAtLeast = ptr(oneIn(random, int64(0), 12, 13)) },
		func() { f.Since = now.AddDate(0, 0, -3-random.IntN(2)) }, func() { f.Until = now.AddDate(0, 0, -random.IntN(3)) },
	}
	some := random.Perm(len(fields))[:oneIn(random, 1, 2, 2, 3, 3, 4, 5, len(fields)/2)]
	for _, i := range some {
		fields[i]()
	}
	return f
}

// wordsAtRandom fills in a field of words.
func wordsAtRandom[E ~string](random *rand.Rand, into *[]E, of []E) func() {
	return func() { *into = append(*into, of[random.IntN(len(of))], of[random.IntN(len(of))]) }
}

// inOrder sorts drifts as a list does: what has no time comes after all, and equals by their ids.
func inOrder(drifts []plainDrift, sort models.DriftSort) []uuid.UUID {
	name, down := strings.CutPrefix(string(cmp.Or(sort, models.SortCreatedAtDesc)), "-")
	grave := []models.Severity{models.SeverityInfo, models.SeverityWarning, models.SeverityCritical}
	slices.SortFunc(drifts, func(a, b plainDrift) (n int) {
		switch models.DriftSort(name) {
		case models.SortCreatedAt:
			far := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
			n = cmp.Or(cmpTime(a.Created, b.Created, far))
		case models.SortDetectedAt:
			n = a.Detected.Compare(b.Detected)
		case models.SortCost:
			n = cmp.Compare(orZero(a.Cost), orZero(b.Cost))
		case models.SortSeverity:
			n = cmp.Compare(slices.Index(grave, a.Severity), slices.Index(grave, b.Severity))
		}
		if n = cmp.Or(n, bytes.Compare(a.ID[:], b.ID[:])); down {
			return -n
		}
		return n
	})
	ids := make([]uuid.UUID, len(drifts))
	for i, d := range drifts {
		ids[i] = d.ID
	}
	return ids
}

func cmpTime(a, b *time.Time, none time.Time) int {
	if a == nil {
		a = &none
	}
	if b == nil {
		b = &none
	}
	return a.Compare(*b)
}

func orZero(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

// Whatever filters stand together, and however its pages are turned, a list has the drifts that the filters keep by
// what they mean, in their order, and as many as it says: whichever sums, summaries or indexes tell it.
func TestFiltersMeanWhatTheySay(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	t.Log("random seed", seed)
	l, random := ledgerOn(t, testdb.Open(t)), rand.New(rand.NewPCG(seed, 0))
	all, now := l.plainDrifts(random, 80), l.now()
	for range 25 {
		q := models.DriftQuery{Filter: someFilter(random, now), Sort: oneIn(random, append(models.DriftSorts(), "")...)}
		if err := q.Filter.Validate(); err != nil {
			t.Fatalf("%+v: %v", q.Filter, err)
		}
		want := inOrder(slices.DeleteFunc(slices.Clone(all), func(d plainDrift) bool { return !keeps(q.Filter, d, now) }), q.Sort)
		l.walks(random, q, want)
		if t.Failed() {
			t.Fatalf("%+v by %s", q.Filter, q.Sort)
		}
	}
}

// walks turns the pages of a list in each way.
func (l *ledger) walks(random *rand.Rand, q models.DriftQuery, want []uuid.UUID) {
	l.Helper()
	q.Limit = 1 + random.IntN(len(want)+2)
	if len(want) > 20 {
		q.Limit = 7 + random.IntN(100)
	}
	pages := max(1, (len(want)+q.Limit-1)/q.Limit)
	lists := []func(*repositories.Store, models.DriftQuery) (models.Page[models.Drift], error){
		func(s *repositories.Store, q models.DriftQuery) (models.Page[models.Drift], error) {
			return s.Drifts.List(l.Context(), q)
		},
		func(s *repositories.Store, q models.DriftQuery) (models.Page[models.Drift], error) {
			return s.Drifts.ListWithoutStates(l.Context(), q)
		},
		func(s *repositories.Store, q models.DriftQuery) (models.Page[models.Drift], error) {
			return decodedPage(s.Drifts.AppendJSON(l.Context(), nil, q, nil))
		},
		func(s *repositories.Store, q models.DriftQuery) (p models.Page[models.Drift], err error) {
			err = l.InTx(l.Context(), func(tx *repositories.Store) (err error) { p, err = tx.Drifts.List(l.Context(), q); return err })
			return p, err
		},
	}
	check := func(way string, from int, page models.Page[models.Drift], err error) {
		l.Helper()
		l.ok(err)
		part := want[min(from, len(want)):min(from+q.Limit, len(want))]
		if got := idsIn(page.Items); page.Total != int64(len(want)) || page.AtLeast || !slices.Equal(got, part) || (page.Next != "") != (from+q.Limit < len(want)) {
			l.Errorf("%s, %d from %d on: %d of %d, next %q; want %d of %d", way, q.Limit, from, len(got), page.Total, page.Next, len(part), len(want))
		}
	}
	for _, n := range append(random.Perm(pages), pages) { // and one beyond
		by := q
		by.Page = n + 1
		page, err := oneIn(random, lists...)(l.Store, by)
		check("by number", n*q.Limit, page, err)
	}
	for n := range pages {
		page, err := oneIn(random, lists...)(l.Store, q)
		check("by cursor", n*q.Limit, page, err)
		if q.Cursor = page.Next; q.Cursor == "" {
			break
		}
	}
	q.PageRequest = models.PageRequest{}
	var streamed []uuid.UUID
	l.ok(l.Drifts.Stream(l.Context(), q, func(d models.SeenDrift) error { streamed = append(streamed, d.ID); return nil }))
	if !slices.Equal(streamed, want) {
		l.Errorf("the stream has %d, want %d", len(streamed), len(want))
	}
}

func idsIn(drifts []models.Drift) []uuid.UUID {
	var ids []uuid.UUID
	for _, d := range drifts {
		ids = append(ids, d.ID)
	}
	return ids
}

// decodedPage is what a list in JSON says.
func decodedPage(raw []byte, err error) (page models.Page[models.Drift], _ error) {
	var list struct {
		Items []struct{ ID uuid.UUID }
		Total int64
		Next  *string
	}
	if err == nil {
		err = json.Unmarshal(raw, &list)
	}
	for _, item := range list.Items {
		page.Items = append(page.Items, models.Drift{ID: item.ID})
	}
	if page.Total = list.Total; list.Next != nil {
		page.Next = *list.Next
	}
	return page, err
}
