package repositories_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// foreign are values that PostgreSQL keeps in a column of JSON and this program would not write.
var foreign = []string{`null`, `[]`, `[1, {"a": 1}]`, `"x"`, `7`}

// A drift that another client wrote may have any JSON value where an object is meant. It tells of
// no change, and is listed, counted, shown, seen again and decided like any other.
func TestDriftsOfAnotherClient(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	var written, seen []uuid.UUID
	for _, column := range []string{"expected_state", "actual_state", "difference"} {
		for i, value := range foreign {
			id, scope := uuid.New(), fmt.Sprint(column, i)
			values := map[string]string{"expected_state": `{}`, "actual_state": `{"c": 1}`, "difference": `{"c": {"actual": 1}}`}
			values[column] = value
			l.exec(`INSERT INTO drifts (id, resource_id, resource_type, region, expected_state, actual_state, difference, detected_at, detected_by)
				VALUES (?, ?, 'EC2', 'r', ?, ?, ?, now(), 'api')`, id, scope, values["expected_state"], values["actual_state"], values["difference"])
			written, seen = append(written, id), append(seen, l.detect(scope).DriftID)
			_, err := testdb.Super(t, l.db).Pool.Exec(t.Context(), fmt.Sprintf(ofTest+`BEGIN; SET LOCAL session_replication_role = replica;
				UPDATE drifts SET %[1]s = '%[2]s' WHERE id = '%[3]s';
				UPDATE drift_occurrences SET %[1]s = '%[2]s', changes = NULL WHERE drift_id = '%[3]s';
				UPDATE drift_summaries SET changes = '[]', places = '[]' WHERE drift_id = '%[3]s'; COMMIT`, column, value, seen[len(seen)-1]))
			l.ok(err)
		}
	}
	drifts := len(written) + len(seen)
	all := models.DriftQuery{PageRequest: models.PageRequest{Limit: models.MaxLimit}}
	page, err := l.Drifts.List(t.Context(), all)
	l.ok(err)
	then, err := l.Drifts.AsOf(t.Context(), l.clock(), all)
	l.ok(err)
	n := 0
	l.ok(l.Drifts.Stream(t.Context(), models.DriftQuery{}, func(models.SeenDrift) error { n++; return nil }))
	lines := 0
	l.ok(l.Drifts.StreamJSON(t.Context(), models.DriftQuery{}, nil, func(b []byte) error {
		for _, c := range b {
			if c == '\n' {
				lines++
			}
		}
		return nil
	}))
	if len(page.Items) != drifts || len(then.Items) != drifts || n != drifts || lines != drifts {
		t.Errorf("of %d drifts, %d are listed, %d as of now, %d streamed, %d lines", drifts, len(page.Items), len(then.Items), n, lines)
	}
	keys, err := l.Drifts.TopKeys(t.Context(), models.DriftFilter{}, 10)
	l.ok(err)
	if want := fmt.Sprintf("[{c %d} {instance_type %[1]d}]", 2*len(foreign)); fmt.Sprint(keys) != want {
		t.Errorf("the keys are %v, want %s", keys, want)
	}
	page, err = l.Drifts.List(t.Context(), models.DriftQuery{Filter: models.DriftFilter{Changed: []string{"c"}}, PageRequest: all.PageRequest})
	l.ok(err)
	if len(page.Items) != 2*len(foreign) {
		t.Errorf("%d drifts have changed in c", len(page.Items))
	}
	for i, id := range append(written, seen...) {
		d, err := l.Drifts.Dossier(t.Context(), id, 10)
		l.ok(err)
		of, err := l.Drifts.DossierAsOf(t.Context(), id, l.clock(), 10)
		l.ok(err)
		changes := 1
		if i%len(written) >= 2*len(foreign) { // its difference is none
			changes = 0
		}
		if len(d.Changes) != changes || len(of.Changes) != changes {
			t.Errorf("%s: %d changes, %d as of now: %+v", id, len(d.Changes), len(of.Changes), d.Drift)
		}
	}
	for i, id := range seen {
		entries, _, err := l.Scans.Entries(t.Context(), one[uuid.UUID](l, "SELECT scan_id FROM drift_occurrences WHERE drift_id = $1", id))
		l.ok(err)
		if len(entries) != 1 || (len(entries[0].Changes) == 0) != (i >= 2*len(foreign)) {
			t.Errorf("its scan shows %+v", entries)
		}
	}
	l.meetForeign(written, seen)
}

// meetForeign imports what sees such drifts, and decides about them.
func (l *ledger) meetForeign(written, seen []uuid.UUID) {
	l.Helper()
	for i, id := range seen {
		scope := one[string](l, "SELECT scope FROM drift_summaries WHERE drift_id = $1", id)
		switch i % len(foreign) {
		case 0:
			l.approveFor(id, 48*time.Hour, -time.Hour, "")
			n, err := l.Drifts.EndApprovals(l.Context())
			if l.ok(err); n != 1 {
				l.Errorf("%d approvals ended", n)
			}
		case 1:
			resolved, _, err := l.Drifts.ResolveMissing(l.Context(), l.scan(scope, l.now().Add(time.Hour)).ID, models.NewCoverage([]models.CoveredResource{
				{Address: "aws_instance.web", Type: "aws_instance", ID: "i-1", Region: "eu-west-1", Untold: []string{"other"}}}),
				func(models.CoveredResource) (bool, string) { return true, "" })
			if l.ok(err); len(resolved) != 1 {
				l.Errorf("resolved %+v", resolved)
			}
		default:
			want := models.DetectRepeated
			if i >= 2*len(foreign) { // it differs in nothing
				want = models.DetectCreated
			}
			if got := l.detect(scope); got.Outcome != want {
				l.Errorf("%s: %+v", scope, got)
			}
		}
	}
	for _, id := range written {
		l.ok(l.move(id, models.StatusApproved))
		l.ok(l.move(id, models.StatusResolved))
	}
}
