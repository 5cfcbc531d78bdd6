package server_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/sirupsen/logrus"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/server"
)

func TestRequestID(t *testing.T) {
	t.Parallel()
	h := idle()
	if got := get(h, "/healthz", "X-Request-Id", "trace-7.a_B").Header().Get("X-Request-Id"); got != "trace-7.a_B" {
		t.Errorf("a good id became %q", got)
	}
	for _, bad := range []string{"", "a b", "a\tb", "<script>", strings.Repeat("a", 65), "é"} {
		if got := get(h, "/healthz", "X-Request-Id", bad).Header().Get("X-Request-Id"); len(got) != 36 {
			t.Errorf("%q became %q", bad, got)
		}
	}
}

// A page that tells of an error points to the log by the request's id, so what the
// database said must stand there under that id.
func TestTheCauseIsLoggedUnderTheRequest(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := logrus.New()
	log.SetOutput(&out)
	log.AddHook(server.RequestIDs{})
	db, err := postgres.Open(t.Context(), postgres.Config{URL: testdb.New(t).Owner().URL, Log: log})
	must(t, err)
	defer db.Close()
	must(t, db.Gorm.Exec(`CREATE FUNCTION broken() RETURNS boolean LANGUAGE plpgsql AS
		$$BEGIN RAISE 'the disk is broken' USING ERRCODE = 'internal_error'; END$$`).Error)
	must(t, db.Gorm.Exec("ALTER TABLE alerts RENAME TO elsewhere").Error)
	must(t, db.Gorm.Exec("CREATE VIEW alerts AS SELECT elsewhere.* FROM broken() LEFT JOIN elsewhere ON true").Error)

	h := server.New(server.Config{Reader: repositories.NewReader(db, 0), Log: log}).Handler()
	answer := get(h, "/debug/alerts", "X-Request-Id", "the-request")
	if answer.Code != http.StatusInternalServerError {
		t.Fatalf("got %d", answer.Code)
	}
	for line := range strings.Lines(out.String()) {
		if strings.Contains(line, "the disk is broken") && strings.Contains(line, "requestId=the-request") {
			return
		}
	}
	t.Errorf("the log says %s", out.String())
}
