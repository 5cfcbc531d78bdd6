package cli_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/cli"
	"github.com/clouddrift/guardian/internal/testdb"
)

// Not parallel: channels are read from the environment. It tells what is found while
// it runs too, and ends when it is stopped.
func TestNotifyWatches(t *testing.T) {
	db := testdb.New(t)
	withRules(t, db, tellOncall)
	told := make(chan struct{}, 10)
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { told <- struct{}{} }))
	t.Cleanup(server.Close)
	t.Setenv("NOTIFY_TEST_URL", server.URL)
	t.Setenv("GUARDIAN_WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	ctx, stop := context.WithCancel(t.Context())
	status := make(chan int, 1)
	said := newLines()
	go func() {
		status <- cli.Run(ctx, []string{"notify", "--watch", "--database-url", db.URL}, strings.NewReader(""), newLines(), said)
	}()
	ok(t, on(db, "import", reportsDir+"02-single.plan.json", "--scope", "web")...)
	select {
	case <-told:
	case <-time.After(time.Minute):
		t.Fatalf("nothing was told: %s", said)
	}
	stop()
	if got := <-status; got != 130 {
		t.Errorf("exit status %d: %s", got, said)
	}
}
