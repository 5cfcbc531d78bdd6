package cli_test

import (
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

const password = "correct horse battery"

// imported gives the drifts of one real report.
func imported(t *testing.T, db testdb.Database) []models.DriftResponse {
	t.Helper()
	ok(t, on(db, "import", reportsDir+"15-mixed.plan.json", "--scope", "web-shop")...)
	return okJSON[models.List[models.DriftResponse]](t, on(db, "drift", "list", "--sort", "-severity")...).Items
}

func TestDriftList(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	if out := ok(t, on(db, "drift", "list")...); out != "No open drifts; --status all shows the others, too\n" {
		t.Errorf("got %q", out)
	}
	all := imported(t, db)
	count := func(args ...string) int64 {
		t.Helper()
		return okJSON[models.List[models.DriftResponse]](t, on(db, append([]string{"drift", "list"}, args...)...)...).Total
	}
	want := int64(len(all))
	if count("--scope", "web-shop", "--status", "detected,triaged", "--status", "rejected") != want || count("--status", "all") != want {
		t.Error("a filter that keeps all does not")
	}
	if count("--scope", "elsewhere") != 0 || count("--resource-type", "S3") != 0 || count("--resourceType", "EC2") != want {
		t.Error("a filter that drops all does not")
	}
	if n := count("--changed", "monitoring", "--severity", "warning", "--since", "2020-01-01", "--until", "2999-01-01"); n == 0 || n == want {
		t.Errorf("changed keeps %d of %d", n, want)
	}

	first := okJSON[models.List[models.DriftResponse]](t, on(db, "drift", "list", "--limit", "3")...)
	out := ok(t, on(db, "drift", "list", "--limit", "3")...)
	if !strings.HasSuffix(out, "\n\n3 of 7 open drifts; --status all shows the others, too\nmore: --cursor "+*first.Next+"\n") || strings.Count(out, "\n") != 7 {
		t.Errorf("got %q", out)
	}
	second := okJSON[models.List[models.DriftResponse]](t, on(db, "drift", "list", "--limit", "3", "--cursor", *first.Next)...)
	if second.Items[0].ID == first.Items[0].ID || len(second.Items) != 3 {
		t.Errorf("the cursor gave %+v", second)
	}
	refused(t, 2, []string{"cursor"}, on(db, "drift", "list", "--cursor", "forged")...)
}

// The text shows what is open, unless it is told what to show; JSON has everything.
func TestDriftListOpens(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	addUser(t, db, "ann@example.com", "engineer")
	id := imported(t, db)[0].ID.String()
	ok(t, on(db, "drift", "resolve", id, "--how", "manual-fix", "--as", "ann@example.com")...)
	open, all := ok(t, on(db, "drift", "list")...), ok(t, on(db, "drift", "list", "--status", "all")...)
	if strings.Contains(open, id[:8]) || !strings.HasSuffix(open, "\n\n6 open drifts; --status all shows the others, too\n") {
		t.Errorf("got %s", open)
	}
	if !strings.Contains(all, id[:8]+"  critical  resolved") || strings.Count(all, "\n") != 8 {
		t.Errorf("got %s", all)
	}
	ok(t, on(db, "drift", "approve", "--severity", "warning", "--yes", "--until", "2d", "--reason", "until it is over", "--as", "ann@example.com")...)
	if got := ok(t, on(db, "drift", "list", "--ending")...); !strings.Contains(got, "  warning   approved") || strings.Contains(got, "open") {
		t.Errorf("what ends soon is no open drift: %s", got)
	}
	if list := okJSON[models.List[models.DriftResponse]](t, on(db, "drift", "list")...); list.Total != 7 {
		t.Errorf("JSON has %d", list.Total)
	}
}

// clockOf is the time by a database's clock.
func clockOf(t *testing.T, db testdb.Database) (now time.Time) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), db.URL)
	if err == nil {
		err = conn.QueryRow(t.Context(), "SELECT clock_timestamp()").Scan(&now)
		_ = conn.Close(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return now.UTC()
}

// As of a time the list is what the ledger had recorded by then.
func TestDriftListAsOf(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	addUser(t, db, "ann@example.com", "engineer")
	id := imported(t, db)[0].ID.String()
	then := clockOf(t, db).Format(time.RFC3339Nano)
	ok(t, on(db, "drift", "resolve", id, "--how", "manual-fix", "--as", "ann@example.com")...)
	list := func(args ...string) models.List[models.SeenDriftResponse] {
		t.Helper()
		return okJSON[models.List[models.SeenDriftResponse]](t, on(db, append([]string{"drift", "list", "--status", "open", "--sort", "-severity"}, args...)...)...)
	}
	now, was := list(), list("--as-of", then)
	if was.Total != now.Total+1 || was.Items[0].ID.String() != id || was.Items[0].Status != models.StatusDetected || was.Items[0].Scope != "web-shop" {
		t.Errorf("%d now, %d then: %+v", now.Total, was.Total, was.Items[0])
	}
	if none := list("--as-of", "2020-01-01"); none.Total != 0 {
		t.Errorf("%d before the first import", none.Total)
	}
	if text := ok(t, on(db, "drift", "list", "--as-of", "2020-01-01")...); text != "No open drifts at 2020-01-01T00:00:00Z; --status all shows the others, too\n" {
		t.Error(text)
	}
	refused(t, 2, []string{"--as-of"}, on(db, "drift", "list", "--as-of", "soon")...)
	if list("--as-of", then, "--q", "web shop").Total != was.Total || list("--as-of", then, "--changed", "no_such_key").Total != 0 {
		t.Error("words and places are not asked as of then")
	}
	refused(t, 2, []string{"--as-of", "lies ahead"}, on(db, "drift", "list", "--as-of", "9000-01-01")...)
}
