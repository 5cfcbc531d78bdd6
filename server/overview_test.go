package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

func TestEmptyOverview(t *testing.T) {
	t.Parallel()
	h := (&ledger{database: emptyLedger(t)}).server(t)
	if body := get(h, "/debug", "Accept", asPage).Body.String(); !strings.Contains(body, "guardian import plan.json") {
		t.Error(body)
	}
	if got := decode(t, get(h, "/debug/stats"), http.StatusOK)["open"].(map[string]any)["drifts"]; got != number("0") {
		t.Errorf("%v open drifts in an empty ledger", got)
	}
}

// A ledger whose scans found all in order says so, and not that nothing was imported.
func TestNothingDrifted(t *testing.T) {
	t.Parallel()
	l := &ledger{database: emptyLedger(t)}
	store, err := repositories.Open(t.Context(), repositories.Config{URL: l.database.URL})
	must(t, err)
	t.Cleanup(store.Close)
	l.store = store
	l.newScan(t, "prod", clockOf(t, l.database.URL).Add(-72*time.Hour))
	h := l.server(t)
	for path, want := range map[string]string{
		"/debug":                    `<a href="/debug/scopes?stale=true"><b>1</b> not scanned for two days</a>`,
		"/debug/drifts?status=open": "Nothing is open.",
	} {
		if body := get(h, path, "Accept", asPage).Body.String(); !strings.Contains(body, want) || strings.Contains(body, "guardian import plan.json") {
			t.Errorf("%s: %s", path, body)
		}
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	h := idle()
	for _, bad := range []string{"days=6", "days=367", "days=x", "weeks=1"} {
		name, _, _ := strings.Cut(bad, "=")
		if p := decode(t, get(h, "/debug?"+bad), http.StatusBadRequest); !strings.Contains(fmt.Sprint(p["invalidParams"]), name) {
			t.Errorf("%s: %v", bad, p)
		}
	}
}

// TestNumbersOfTheOverviewAreOfTheirLists: the list that a number leads to holds as many, whatever is gone, superseded,
// unmanaged or ended; the rankings of places, whose lists hold more, say so.
func TestNumbersOfTheOverviewAreOfTheirLists(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.furnish(t)
	l.detect(t, l.newScan(t, "account", l.ago(tagsAge)), models.Detection{
		ResourceID: "eve", ResourceType: "aws_iam_user", Address: "aws_iam_user:eve", Kind: models.KindUnmanaged, Severity: models.SeverityCritical,
		ExpectedState: models.JSON(`{}`), ActualState: models.JSON(`{"acl":"x"}`), NextApply: models.NextApplyUnknown,
	}, l.ago(tagsAge))
	other := diskDrift // which supersedes the approved one, and then its approval ends
	other.ActualState = models.JSON(`{"allocated_storage":12345678901234567890.10,"class":"db.r6g.4xlarge"}`)
	ends := l.detect(t, l.newScan(t, "data/prod", l.ago(tagsAge)), other, l.ago(tagsAge))
	_, err := l.store.Drifts.Approve(t.Context(), ends, models.ApproveDriftInput{
		Reason: "until the sale is over", ApprovedBy: l.mira.ID, Until: models.ApprovalEnd{After: time.Hour}})
	must(t, err)
	conn, err := pgx.Connect(t.Context(), l.database.Super().URL)
	must(t, err)
	defer conn.Close(context.WithoutCancel(t.Context()))
	_, err = conn.Exec(t.Context(), "BEGIN; SET LOCAL session_replication_role = replica; UPDATE approval_terms SET created_at = created_at - interval '2 days', ends_at = ends_at - interval '1 day'; COMMIT")
	must(t, err)
	again := goneDrift // as another drift of a bucket that is there, and has a place that the gone one has, too
	again.ResourceID, again.Address, again.ActualState = "logs-dev", "aws_s3_bucket.dev", models.JSON(`{"bucket":"logs-prod","acl":"public-read"}`)
	l.detect(t, l.newScan(t, "network/dev", l.ago(tagsAge)), again, l.ago(tagsAge))

	h := l.server(t)
	body := get(h, "/debug", "Accept", asPage).Body.String()
	for _, want := range []string{"resolved, 1 of them superseded", "approved, 1 of them ended", "what changed below such a place"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q on the overview", want)
		}
	}
	walked := map[string]bool{}
	for _, link := range regexp.MustCompile(`<a(?: class="overdue")? href="(/debug/[^"]+)">(?:<b>|all )?([\d,]+)[ <]`).FindAllStringSubmatch(body, -1) {
		list := html.UnescapeString(link[1])
		if total := decode(t, get(h, list), http.StatusOK)["total"]; total != number(link[2]) {
			t.Errorf("%s holds %v, and is told as %s", list, total, link[2])
		}
		walked[strings.TrimSuffix(list, "&kind=configuration,state,unknown")] = true
	}
	for _, want := range []string{"status=open", "status=resolved", "status=approved", "severity=critical&status=open", "nextApply=unknown&status=open", "overdue=true&status=open", "status=open&kind=unmanaged"} {
		if !walked["/debug/drifts?"+want] {
			t.Errorf("no number leads to %s: %v", want, walked)
		}
	}
	if !walked["/debug/scopes"] || !walked["/debug/alerts?unread=true"] || len(walked) < 17 {
		t.Errorf("%d numbers lead to lists: %v", len(walked), walked)
	}
	more := int64(0)
	places := regexp.MustCompile(`<a href="([^"]*changed=[^"]*)"><code>.*?</code></a> <b>([\d,]+)</b>`).FindAllStringSubmatch(body, -1)
	for _, link := range places {
		list := decode(t, get(h, html.UnescapeString(link[1])), http.StatusOK)
		for _, d := range list["items"].([]any) {
			if kind := d.(map[string]any)["kind"]; kind == "unmanaged" {
				t.Errorf("%s holds a drift of kind %v", link[1], kind)
			}
		}
		told, err := strconv.ParseInt(link[2], 10, 64)
		must(t, err)
		total, err := list["total"].(json.Number).Int64()
		must(t, err)
		if more += total - told; total < told {
			t.Errorf("%s holds %d, and is told as %d", link[1], total, told)
		}
	}
	if len(places) < 3 || more == 0 {
		t.Errorf("the lists of %d places hold %d more", len(places), more)
	}
}
