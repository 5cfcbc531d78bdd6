package repositories_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// find gives the drift that words mean.
func (l *ledger) find(words string) (models.DriftBrief, error) {
	l.Helper()
	ref, err := models.ParseDriftReference(words)
	l.ok(err)
	return l.Drifts.Find(l.Context(), ref)
}

// at lets a scan of a scope see a drift of a resource at an address.
func (l *ledger) at(scope, address, resource string) uuid.UUID {
	l.Helper()
	in := l.detection(l.scan(scope, l.now()).ID)
	in.Address, in.ResourceID, in.FullResourceID = address, resource, resource
	result, err := l.Drifts.Detect(l.Context(), in)
	l.ok(err)
	return result.DriftID
}

// means holds words to the drifts that they mean.
func (l *ledger) means(words string, want ...uuid.UUID) {
	l.Helper()
	found, err := l.find(words)
	var several *models.SeveralDriftsError
	var got []uuid.UUID
	switch {
	case errors.As(err, &several):
		for _, m := range several.Meant {
			got = append(got, m.ID)
		}
	case !errors.Is(err, models.ErrNotFound):
		l.ok(err)
		got = []uuid.UUID{found.ID}
	}
	unmet := map[uuid.UUID]bool{}
	for _, id := range want {
		unmet[id] = true
	}
	for _, id := range got {
		delete(unmet, id)
	}
	if len(got) != len(want) || len(unmet) > 0 {
		l.Errorf("%s means %v, want %v", words, got, want)
	}
}

func TestFindByID(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	var ids []uuid.UUID
	for _, id := range []string{"aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000002", "aaaaaaaa-ffff-4fff-bfff-ffffffffffff", "aaaaaaab-0000-4000-8000-000000000001"} {
		ids = append(ids, uuid.MustParse(id))
		l.exec(`INSERT INTO drifts (id, resource_id, resource_type, region, expected_state, actual_state, difference, detected_at, detected_by)
			VALUES (?, 'i-1', 'EC2', 'global', '{}', '{}', '{}', now(), 'api')`, id)
	}
	l.means(ids[0].String(), ids[0])
	l.means("aaaaaaaa", ids[:3]...)
	l.means("AAAAAAAA-0000", ids[:2]...)
	l.means("aaaaaaaa-f", ids[2])
	l.means("aaaaaaab", ids[3])
	l.means("aaaaaaac")
	_, err := l.find("aaaaaaac")
	fails(t, err, models.ErrNotFound, "drift aaaaaaac: not found")
	found, err := l.find("aaaaaaab")
	l.ok(err)
	if found.Scope != "" || found.Address != "" || found.Status != models.StatusDetected || found.ResourceType != "EC2" || found.ResourceID != "i-1" {
		t.Errorf("found %+v", found) // no scan saw it
	}
}

// A place is the unresolved drift there, else the newest; of several splits each counts.
func TestFindByPlace(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	const address = `module.a["x/y"].aws_instance.b`
	old := l.at("live/app", address, "i-1")
	l.ok(l.move(old, models.StatusResolved))
	l.means("live/app/"+address, old)
	newer := l.at("live/app", address, "i-1")
	if newer == old {
		t.Fatal("a resolved drift came back to life")
	}
	l.means("live/app/"+address, newer)
	l.ok(l.move(newer, models.StatusResolved))
	l.means("live/app/"+address, newer)
	l.means("live/app/aws_instance.other")
	l.means("app/" + address)

	found, err := l.find("live/app/" + address)
	l.ok(err)
	if found.Scope != "live/app" || found.Address != address || found.Status != models.StatusResolved || found.Severity == "" {
		t.Errorf("found %+v", found)
	}
	// Another place by the same words: never a guess, even where only one is unresolved.
	other := l.at("live", "app/"+address, "i-2")
	l.means("live/app/"+address, newer, other)
	// Two tools see one place, and each has a drift there.
	tool := l.at("shared", "aws_instance.b", "i-5")
	copied := l.drift()
	l.exec(`INSERT INTO drift_summaries (drift_id, scope, tool, address, resource_id, resource_type, first_seen, last_seen, first_scan_id, newest_scan_id)
		SELECT ?, scope, 'driftctl', address, resource_id, resource_type, first_seen, last_seen, first_scan_id, newest_scan_id
		FROM drift_summaries WHERE drift_id = ?`, copied.ID, tool)
	l.means("shared/aws_instance.b", tool, copied.ID)
	l.ok(l.move(tool, models.StatusResolved))
	l.means("shared/aws_instance.b", copied.ID)

	long := "aws_instance." + strings.Repeat("long", 100)
	l.means("long/"+long+"1", l.at("long", long+"1", "i-3"))
	l.at("long", long+"2", "i-4")
	l.means("long/" + long)
}

// What is too much to list is cut, and says so.
func TestFindTooMuch(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.exec(`INSERT INTO drifts (id, resource_id, resource_type, region, expected_state, actual_state, difference, detected_at, detected_by)
		SELECT CAST('aaaaaaaa-0000-4000-8000-' || lpad(n::text, 12, '0') AS uuid), 'i', 'EC2', 'global', '{}', '{}', '{}', now(), 'api' FROM generate_series(1, 30) n`)
	_, err := l.find("aaaaaaaa")
	fails(t, err, models.ErrConflict, `"aaaaaaaa" means more than 20 drifts`)
}

func TestBeginning(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	for n, id := range []string{"aaaaaaaa-0000-4000-8000-000000000001", "ab000000-0000-4000-8000-000000000002", "b0000000-0000-4000-8000-000000000003"} {
		l.exec(`INSERT INTO drifts (id, resource_id, resource_type, region, expected_state, actual_state, difference, detected_at, detected_by, created_at)
			VALUES (?, 'i-1', 'EC2', 'global', '{}', '{}', '{}', now(), 'api', now() - ? * interval '1 hour')`, id, n)
	}
	l.ok(l.move(uuid.MustParse("b0000000-0000-4000-8000-000000000003"), models.StatusTriaged))
	for begin, want := range map[string]string{"": "aaabb0", "a": "aaab", "AB": "ab", "aaaaaaaa-0000-4": "aa", "b": "b0", "c": "", "x": "", "a/": ""} {
		drifts, err := l.Drifts.Beginning(t.Context(), begin, models.OpenStatuses(), 10)
		l.ok(err)
		got := ""
		for _, d := range drifts {
			got += d.ID.String()[:2]
		}
		if got != want {
			t.Errorf("%q: %s, want %s", begin, got, want)
		}
	}
	if drifts, err := l.Drifts.Beginning(t.Context(), "", []models.Status{models.StatusTriaged}, 10); err != nil || len(drifts) != 1 {
		t.Errorf("%+v, %v", drifts, err)
	}
	_, err := l.Drifts.Beginning(t.Context(), "a", models.OpenStatuses(), 0)
	fails(t, err, models.ErrInvalid, "limit")
}
