package repositories_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// approveFor approves a drift as an engineer did so long ago, for so long.
func (l *ledger) approveFor(drift uuid.UUID, ago, until time.Duration, ticket string) {
	l.Helper()
	_, err := l.Drifts.Approve(l.Context(), drift, models.ApproveDriftInput{
		Reason: reason, ApprovedBy: l.engineer, Until: models.ApprovalEnd{After: ago + until + time.Hour}, Ticket: ticket})
	l.ok(err)
	_, err = testdb.Super(l.T, l.db).Pool.Exec(l.Context(), ofTest+`BEGIN; SET LOCAL session_replication_role = replica;
		UPDATE drifts SET status = 'triaged' WHERE id = '`+drift.String()+`';
		SET LOCAL session_replication_role = origin; -- so that it is counted
		UPDATE drifts SET status = 'approved', approved_at = approved_at - '`+fmt.Sprint(ago)+`'::interval WHERE id = '`+drift.String()+`';
		SET LOCAL session_replication_role = replica;
		UPDATE approval_terms SET created_at = created_at - '`+fmt.Sprint(ago)+`'::interval, ends_at = ends_at - '`+fmt.Sprint(ago+time.Hour)+`'::interval WHERE drift_id = '`+drift.String()+`';
		UPDATE audit_logs SET created_at = created_at - '`+fmt.Sprint(ago)+`'::interval WHERE drift_id = '`+drift.String()+`'; COMMIT`)
	l.ok(err)
}

// One ledger with a drift of each status and approvals of each kind: whatever lists open
// drifts, counts them or says that one is open means the same ones.
func TestEverybodyMeansTheSameByOpen(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	names := map[uuid.UUID]string{}
	drifts := map[string]uuid.UUID{}
	begin := func(name, scope string) uuid.UUID {
		id := l.detect(scope, func(in *models.Detection) {
			in.Address, in.FullResourceID, in.ResourceID = "aws_instance."+name, "i-"+name, "i-"+name
		}).DriftID
		names[id], drifts[name] = name, id
		return id
	}
	for _, status := range models.Statuses()[1:] {
		l.ok(l.move(begin(string(status), "prod"), status))
	}
	begin("detected", "prod")
	l.approveFor(begin("ended", "prod"), 48*time.Hour, -time.Hour, "CHG-1")
	l.approveFor(begin("soon", "prod"), 0, 24*time.Hour, "")
	l.approveFor(begin("later", "prod"), 0, 240*time.Hour, "CHG-2")
	l.approveFor(begin("ended and resolved", "prod"), 48*time.Hour, -time.Hour, "")
	l.ok(l.move(drifts["ended and resolved"], models.StatusResolved))
	bare := l.drift()
	names[bare.ID], drifts["bare"] = "bare", bare.ID
	l.approveFor(bare.ID, 48*time.Hour, -time.Hour, "")
	scan := uuid.MustParse(one[string](l, "SELECT newest_scan_id::text FROM drift_summaries WHERE drift_id = $1", drifts["ended"]))

	open := []string{"bare", "detected", "ended", "rejected", "triaged"}
	for query, want := range map[string][]string{
		"status=open":                    open,
		"status=open,approved":           {"approved", "bare", "detected", "ended", "later", "rejected", "soon", "triaged"},
		"status=open,resolved":           {"bare", "detected", "ended", "ended and resolved", "rejected", "resolved", "triaged"},
		"status=approved":                {"approved", "bare", "ended", "later", "soon"},
		"status=open&scope=prod":         {"detected", "ended", "rejected", "triaged"},
		"ending=true":                    {"soon"},
		"status=open&resourceId=i-ended": {"ended"},
		"status=open&resourceId=i-soon":  nil,
		"status=open&nextApply=revert":   {"detected", "ended", "rejected", "triaged"},
		"status=detected,rejected":       {"detected", "rejected"},
	} {
		if got := l.kept(query, names); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s keeps %v, want %v", query, got, want)
		}
	}
	filter := models.DriftFilter{Status: []models.Status{models.StatusOpen}}
	page, err := l.Drifts.List(t.Context(), models.DriftQuery{Filter: filter})
	l.ok(err)
	overview, err := l.Drifts.Overview(t.Context())
	l.ok(err)
	none, err := l.Scopes.None(t.Context(), time.Time{})
	l.ok(err)
	var inScopes int64
	for _, s := range l.scopes(models.ScopeFilter{}, l.now()) {
		inScopes += s.Open.Total()
	}
	seen, err := l.Scans.OpenDrifts(t.Context(), scan)
	l.ok(err)
	now, err := l.Now(t.Context())
	l.ok(err)
	days, err := l.Drifts.Daily(t.Context(), now.AddDate(0, 0, -3), now.Add(time.Minute))
	l.ok(err)
	then, err := l.Drifts.AsOf(t.Context(), now, models.DriftQuery{Filter: filter})
	l.ok(err)
	streamed := 0
	l.ok(l.Drifts.Stream(t.Context(), models.DriftQuery{Filter: filter}, func(d models.SeenDrift) error {
		if streamed++; !d.Open() || !d.Response().Open {
			t.Errorf("%s is streamed and not open", names[d.ID])
		}
		return nil
	}))
	for what, got := range map[string]int64{
		"the rows of a page": int64(len(page.Items)), "its total": page.Total,
		"the overview":             overview.Sum(filter.Status, nil).Drifts,
		"scopes and what has none": inScopes + none.Open.Total(),
		"days":                     days[len(days)-1].Open.Total(), "as of now": then.Total, "the stream": int64(streamed),
	} {
		if got != int64(len(open)) {
			t.Errorf("%s: %d open drifts, want %d: %v", what, got, len(open), open)
		}
	}
	if len(seen) != 1 {
		t.Errorf("the scan saw %d open drifts, want the one whose approval has ended", len(seen))
	}
	if word := overview.SumOf(models.EndedWord, nil).Drifts; word != 2 || overview.SumOf("approved", nil).Drifts != 3 {
		t.Errorf("%d drifts have ended approvals and %d others, want 2 and 3", word, overview.SumOf("approved", nil).Drifts)
	}
	all, err := l.Drifts.Sightings(t.Context(), []uuid.UUID{drifts["ended"], drifts["soon"], drifts["later"], drifts["approved"], drifts["bare"]})
	l.ok(err)
	for name, want := range map[string]string{"ended": "true CHG-1 -1h", "soon": "false  24h", "later": "false CHG-2 240h", "approved": "false  none", "bare": "true  -1h"} {
		s, until := all[drifts[name]], "none"
		if s.ApprovedUntil != nil {
			until = fmt.Sprintf("%.0fh", s.ApprovedUntil.Sub(now).Hours())
		}
		if got := fmt.Sprintf("%t %s %s", s.Ended, s.Ticket, until); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	entries, _, err := l.Scans.Entries(t.Context(), scan)
	l.ok(err)
	if len(entries) != 1 || !entries[0].Open || entries[0].StatusWord() != models.EndedWord {
		t.Errorf("the scan's entries: %+v", entries)
	}
}

// As of a moment before its approval ended a drift is not open, and afterwards it is.
func TestOpenAsItWasThen(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	d := l.drift()
	l.approveFor(d.ID, 48*time.Hour, -24*time.Hour, "CHG-1")
	now, err := l.Now(t.Context())
	l.ok(err)
	_, err = testdb.Super(t, l.db).Pool.Exec(t.Context(), "BEGIN; SET LOCAL session_replication_role = replica; UPDATE drifts SET created_at = created_at - interval '100 hours'; COMMIT")
	l.ok(err)
	for ago, want := range map[time.Duration]string{
		72 * time.Hour: "detected open=true listed=1 term=false", 36 * time.Hour: "approved open=false listed=0 term=true",
		12 * time.Hour: "ended open=true listed=1 term=true", 0: "ended open=true listed=1 term=true",
	} {
		at := now.Add(-ago)
		dossier, err := l.Drifts.DossierAsOf(t.Context(), d.ID, at, 10)
		l.ok(err)
		listed, err := l.Drifts.AsOf(t.Context(), at, models.DriftQuery{Filter: models.DriftFilter{Status: []models.Status{models.StatusOpen}}})
		l.ok(err)
		r := dossier.Seen()
		got := fmt.Sprintf("%s open=%t listed=%d term=%t", r.StatusWord(), r.Response().Open, listed.Total, r.Response().ApprovedUntil != nil && r.Seen.Ticket == "CHG-1")
		if got != want {
			t.Errorf("%s ago: %s, want %s", ago, got, want)
		}
	}
}

// What is kept for as long as the database holds the same is not kept beyond the end of an
// approval, which changes no row, nor beyond when that is near.
func TestSnapshotKnowsEnds(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	near := l.drift()
	l.approveFor(near.ID, 0, 24*7*time.Hour+6*time.Second, "")
	brief := l.drift()
	l.approveFor(brief.ID, 0, 3*time.Second, "") // which a busy machine may take to write it
	seen := map[string]bool{}
	for deadline := time.Now().Add(30 * time.Second); len(seen) < 3 && time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		s, err := l.Reader().Snapshot(t.Context())
		l.ok(err)
		seen[s] = true
	}
	if len(seen) != 3 {
		t.Errorf("%d snapshots, want one before, one after an approval has ended, one after one is near its end: %v", len(seen), seen)
	}
}
