package cli_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// withRules applies rules, as an engineer.
func withRules(t *testing.T, db testdb.Database, rules string) {
	t.Helper()
	ok(t, on(db, "migrate", "up")...)
	store, err := repositories.Open(t.Context(), repositories.Config{URL: db.URL})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	user, err := store.Users.Create(t.Context(), models.CreateUserInput{Email: "ann@example.com", Password: "correct horse battery", Role: models.RoleEngineer})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := store.Rules.Apply(t.Context(), models.ApplyRulesInput{File: "rules.hcl", Source: rules, By: user.ID}); err != nil {
		t.Fatal(err)
	}
}

const tellOncall = "channel \"oncall\" { url_from = \"NOTIFY_TEST_URL\" }\ntell { to = [\"oncall\"] }\n"

// Not parallel: channels are read from the environment.
func TestNotify(t *testing.T) {
	db := testdb.New(t)
	withRules(t, db, tellOncall)
	ok(t, on(db, "import", reportsDir+"02-single.plan.json", "--scope", "web")...)
	r := run(t, on(db, "notify")...)
	if r.status != 1 || r.out != "0 messages sent.\n" || !strings.Contains(r.err, "guardian: channel oncall: NOTIFY_TEST_URL is not set\nguardian: channel oncall: 1 message to try again from ") {
		t.Errorf("without the variable: %d %q %q", r.status, r.out, r.err)
	}
	failing := true
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if failing {
			w.WriteHeader(http.StatusBadGateway)
		}
	}))
	t.Cleanup(server.Close)
	t.Setenv("NOTIFY_TEST_URL", server.URL+"/S3CR3T")
	t.Setenv("GUARDIAN_WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	sendSQL(t, db, "UPDATE messages SET next_at = now() - interval '1 second'")
	if r = run(t, on(db, "notify")...); r.status != 0 || r.out != "0 messages sent.\n" || !strings.Contains(r.err, "channel oncall: it answered 502 Bad Gateway; ") {
		t.Errorf("what waits its turn: %d %q %q", r.status, r.out, r.err)
	}
	sendSQL(t, db, "UPDATE messages SET next_at = now() - interval '1 second', created_at = now() - interval '25 hours', attempts = 9")
	if r = run(t, on(db, "notify", "--output", "json")...); r.status != 1 || !strings.Contains(r.err, "is given up") || !strings.Contains(r.out, `"problem": "it answered 502 Bad Gateway"`) {
		t.Errorf("what is given up: %d %q %q", r.status, r.out, r.err)
	}
	if strings.Contains(r.err+r.out, "S3CR3T") {
		t.Errorf("shows the address: %q %q", r.out, r.err)
	}
	failing = false
	sendSQL(t, db, "UPDATE messages SET status = 'waiting', next_at = now() - interval '1 second', given_up_at = NULL")
	if got := ok(t, on(db, "notify")...); got != "1 message sent.\n" {
		t.Errorf("said %q", got)
	}
}

// An approval that has ended and cannot be followed is an error, and what was told all the
// same is said.
func TestNotifySaysWhatItDidBesideAnError(t *testing.T) {
	db := testdb.New(t)
	withRules(t, db, tellOncall)
	ok(t, on(db, "import", reportsDir+"02-single.plan.json", "--scope", "web")...)
	ok(t, on(db, "drift", "approve", "--scope", "web", "--yes", "--as", "ann@example.com", "--reason", "until the sale is over", "--until", "1h")...)
	ok(t, on(db, "import", reportsDir+"15-mixed.plan.json", "--scope", "other")...)
	sendSQL(t, db, "SET session_replication_role = replica; UPDATE approval_terms SET created_at = now() - interval '2 hours', ends_at = now() - interval '1 second'")
	sendSQL(t, db, `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no more'; END $$;
		CREATE TRIGGER refuse BEFORE INSERT ON drifts FOR EACH ROW EXECUTE FUNCTION refuse()`)
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(server.Close)
	t.Setenv("NOTIFY_TEST_URL", server.URL)
	t.Setenv("GUARDIAN_WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	r := run(t, on(db, "notify")...)
	if r.status != 1 || !strings.Contains(r.out, "1 message sent.\n") || !strings.Contains(r.err, "whose approval has ended") {
		t.Errorf("%d %q %q", r.status, r.out, r.err)
	}
}
