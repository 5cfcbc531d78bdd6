package server_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/models"
)

// TestDrifts asks one ledger for its drifts in every way.
func TestDrifts(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	h := l.server(t)

	t.Run("the list has all fields", func(t *testing.T) {
		list := decode(t, get(h, "/debug/drifts?sort=detectedAt&limit=2"), http.StatusOK)
		if list["total"] != number("5") || list["page"] != number("1") || list["limit"] != number("2") {
			t.Errorf("total %v, page %v, limit %v", list["total"], list["page"], list["limit"])
		}
		first := list["items"].([]any)[0].(map[string]any)
		for _, field := range []string{
			"id", "resourceId", "resourceType", "region", "accountId", "expectedState", "actualState", "difference",
			"severity", "status", "detectedAt", "detectedBy", "createdAt", "updatedAt",
		} {
			if _, ok := first[field]; !ok {
				t.Errorf("no field %s", field)
			}
		}
		for _, field := range []string{"resolvedAt", "costImpactMonthly"} {
			if _, ok := first[field]; ok {
				t.Errorf("%s is there without a value", field)
			}
		}
		seen := decode(t, get(h, "/debug/drifts?resourceId=sg-0f3"), http.StatusOK)["items"].([]any)[0].(map[string]any)
		for field, want := range map[string]any{
			"address": "aws_security_group.bastion", "scope": "network/prod", "tool": "terraform", "kind": "unknown", "occurrences": number("2"),
			"firstSeen": l.ago(networkAge).Format(time.RFC3339), "lastSeen": l.ago(againAge).Format(time.RFC3339),
			"nextApply": "revert", "nextApplyAt": l.ago(againAge).Format(time.RFC3339), "open": true, "owner": "team-net", "dueAt": l.ago(networkAge - 24*time.Hour).Format(time.RFC3339), "overdue": true,
		} {
			if seen[field] != want {
				t.Errorf("%s is %v, want %v", field, seen[field], want)
			}
		}
		if first["detectedAt"] != l.ago(networkAge).Format(time.RFC3339) {
			t.Errorf("detectedAt is %v", first["detectedAt"])
		}
	})

	t.Run("cursors lead through every drift once", func(t *testing.T) {
		var seen []string
		for path := "/debug/drifts?limit=2"; ; {
			list := decode(t, get(h, path), http.StatusOK)
			seen = append(seen, ids(list)...)
			next, more := list["next"].(string)
			if !more {
				break
			}
			path = "/debug/drifts?limit=2&cursor=" + next
		}
		slices.Sort(seen)
		if len(seen) != 5 || len(slices.Compact(seen)) != 5 {
			t.Errorf("saw %v", seen)
		}
	})

	t.Run("filters", func(t *testing.T) {
		all := []uuid.UUID{l.group, l.disk, l.gone, l.secret, l.tags}
		first := l.ago(networkAge)
		for query, want := range map[string][]uuid.UUID{
			"":                                    all,
			"status=all":                          all,
			"status=detected":                     {l.group},
			"status=detected,triaged":             {l.group, l.tags},
			"status=detected&status=triaged":      {l.group, l.tags},
			"severity=critical":                   {l.group, l.gone},
			"severity=critical&status=rejected":   {l.gone},
			"resourceType=RDS":                    {l.disk, l.secret},
			"resourceId=sg-0f3":                   {l.group},
			"region=us-east-1":                    {l.tags},
			"accountId=210987654321":              {l.tags},
			"detectedBy=api":                      {l.tags},
			"scope=data/prod":                     {l.disk, l.secret},
			"changed=ingress,password":            {l.group, l.secret},
			"changed=ingress[0].cidr[0]":          {l.group},
			"status=open":                         {l.group, l.gone, l.tags},
			"nextApply=revert&status=open":        {l.group, l.gone},
			"nextApply=unknown":                   {l.secret, l.tags},
			"tool=terraform&scope=network/*":      {l.group, l.gone},
			"address=aws_s3_bucket.logs":          {l.gone},
			"kind=unknown&tool=terraform":         {l.group, l.disk, l.gone, l.secret},
			"until=" + first.Format(time.RFC3339): {},
			"until=" + first.Add(time.Microsecond).Format(time.RFC3339Nano):                                    {l.group, l.gone},
			"since=" + strings.ReplaceAll(first.In(time.FixedZone("", 3600)).Format(time.RFC3339), "+", "%2B"): all,
			"changed=nothing":                    {},
			"severity=info&status=all&limit=500": {l.tags},
		} {
			got := ids(decode(t, get(h, "/debug/drifts?"+query), http.StatusOK))
			if !sameIDs(got, want) {
				t.Errorf("%q gave %v, want %v", query, got, want)
			}
		}
	})

	t.Run("days", func(t *testing.T) {
		detected := map[uuid.UUID]time.Time{
			l.group: l.ago(networkAge), l.gone: l.ago(networkAge), l.disk: l.ago(dataAge), l.secret: l.ago(dataAge), l.tags: l.ago(tagsAge),
		}
		for back := range 4 {
			day := l.now.Truncate(24*time.Hour).AddDate(0, 0, -back)
			next := day.AddDate(0, 0, 1)
			var since, within []uuid.UUID
			for id, at := range detected {
				if !at.Before(day) {
					since = append(since, id)
					if at.Before(next) {
						within = append(within, id)
					}
				}
			}
			for query, want := range map[string][]uuid.UUID{
				"since=" + day.Format(time.DateOnly): since, "since=" + day.Format(time.DateOnly) + "&until=" + next.Format(time.DateOnly): within,
			} {
				if got := ids(decode(t, get(h, "/debug/drifts?"+query), http.StatusOK)); !sameIDs(got, want) {
					t.Errorf("%q gave %v, want %v", query, got, want)
				}
			}
		}
	})

	t.Run("sorts", func(t *testing.T) {
		for sort, first := range map[string]uuid.UUID{
			"-severity": l.gone, "severity": l.tags, "costImpactMonthly": l.tags, "-costImpactMonthly": l.disk, "-detectedAt": l.tags,
		} {
			got := ids(decode(t, get(h, "/debug/drifts?sort="+sort), http.StatusOK))
			if sort == "-severity" {
				if !sameIDs(got[:2], []uuid.UUID{l.gone, l.group}) {
					t.Errorf("%s begins with %v", sort, got[:2])
				}
			} else if got[0] != first.String() {
				t.Errorf("%s begins with %s, want %s", sort, got[0], first)
			}
		}
	})

	t.Run("one drift", func(t *testing.T) {
		d := decode(t, get(h, "/debug/drifts/"+l.group.String()), http.StatusOK)
		for field, want := range map[string]any{
			"id": l.group.String(), "firstSeen": l.ago(networkAge).Format(time.RFC3339), "lastSeen": l.ago(againAge).Format(time.RFC3339),
			"occurrenceCount": number("2"), "nextApply": "revert", "address": "aws_security_group.bastion", "scope": "network/prod",
		} {
			if d[field] != want {
				t.Errorf("%s is %v, want %v", field, d[field], want)
			}
		}
		for field, n := range map[string]int{"alerts": 1, "occurrences": 2, "costMetrics": 0, "auditLogs": 2} {
			if list, ok := d[field].([]any); !ok || len(list) != n {
				t.Errorf("%s is %v, want %d of them", field, d[field], n)
			}
		}
	})

	t.Run("one drift has its changes", func(t *testing.T) {
		d := decode(t, get(h, "/debug/drifts/"+l.group.String()), http.StatusOK)
		c := d["changes"].([]any)[0].(map[string]any)
		if c["path"] != "ingress[0].cidr[0]" || c["expected"] != "10.0.0.0/8" || c["actual"] != "0.0.0.0/0" || c["severity"] != "critical" || c["nextApply"] != "unknown" {
			t.Errorf("got %v", d["changes"])
		}
		if noise, ok := d["noise"].([]any); !ok || len(noise) != 0 || d["tool"] != "terraform" || d["kind"] != "unknown" || d["open"] != true {
			t.Errorf("got %v", d)
		}
		bare := decode(t, get(h, "/debug/drifts/"+l.tags.String()), http.StatusOK)["changes"].([]any)[0].(map[string]any)
		if _, judged := bare["severity"]; judged || bare["path"] != "tags.Owner" || bare["nextApply"] != "unknown" {
			t.Errorf("of a drift that no scan saw: %v", bare)
		}
	})

	t.Run("what was superseded is not resolved", func(t *testing.T) {
		l := newLedger(t)
		h := l.server(t)
		further := diskDrift
		further.ActualState = models.JSON(`{"allocated_storage":12345678901234567890.20,"class":"db.r6g.4xlarge"}`)
		successor := l.detect(t, l.newScan(t, "data/prod", l.ago(time.Hour)), further, l.ago(time.Hour))
		old := decode(t, get(h, "/debug/drifts/"+l.disk.String()), http.StatusOK)
		if by := old["supersededBy"].(map[string]any); old["status"] != "resolved" || old["open"] != false || by["id"] != successor.String() || by["status"] != "detected" {
			t.Errorf("%v", old["supersededBy"])
		}
		before := decode(t, get(h, "/debug/drifts/"+successor.String()), http.StatusOK)["supersedes"].(map[string]any)
		for field, want := range map[string]any{
			"id": l.disk.String(), "status": "approved", "superseded": true, "reason": "The orders grew; PR 812 follows.", "decidedByEmail": "mira@example.com",
		} {
			if before[field] != want {
				t.Errorf("%s is %v, want %v", field, before[field], want)
			}
		}
		listed := decode(t, get(h, "/debug/drifts?resourceId=orders&sort=detectedAt"), http.StatusOK)["items"].([]any)
		if by := listed[0].(map[string]any)["supersededBy"]; fmt.Sprint(by) != "map[id:"+successor.String()+"]" {
			t.Errorf("in the list: %v", by)
		}
		if body := get(h, "/debug/drifts?resourceId=orders", "Accept", asPage).Body.String(); !strings.Contains(body, `<span class="status superseded">`) {
			t.Error("the list calls it resolved")
		}
		if body := get(h, "/debug", "Accept", asPage).Body.String(); !strings.Contains(body, ">2 resolved, 1 of them superseded</a>") {
			t.Error("the overview counts it as resolved")
		}
		groups := fmt.Sprint(decode(t, get(h, "/debug/stats"), http.StatusOK)["groups"])
		if !strings.Contains(groups, "drifts:1 severity:warning status:resolved superseded:true]") {
			t.Errorf("the figures have %s", groups)
		}
		for _, want := range []string{`guardian_drifts{severity="warning",status="superseded"} 1`, `guardian_drifts{severity="warning",status="resolved"} 1`} {
			if body := get(h, "/metrics").Body.String(); !strings.Contains(body, want) {
				t.Errorf("the metrics lack %s", want)
			}
		}
	})

	t.Run("numbers keep every digit", func(t *testing.T) {
		w := get(h, "/debug/drifts/"+l.disk.String())
		for _, want := range []string{`12345678901234567890.10`, `12345678901234567890.20`, `"costImpactMonthly":1345.50`} {
			if !strings.Contains(w.Body.String(), want) {
				t.Errorf("no %s in %s", want, w.Body)
			}
		}
	})

	t.Run("HEAD says what GET says, without the body", func(t *testing.T) {
		for _, path := range []string{"/debug/drifts", "/debug/drifts/" + l.group.String()} {
			full, head := get(h, path), send(h, http.MethodHead, path)
			if head.Code != http.StatusOK || head.Header().Get("Content-Length") != full.Header().Get("Content-Length") {
				t.Errorf("%s: %d, %s bytes, want %s", path, head.Code, head.Header().Get("Content-Length"), full.Header().Get("Content-Length"))
			}
		}
	})
}

func TestDriftPages(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	h := l.server(t)

	page := func(t *testing.T, path string, want ...string) string {
		t.Helper()
		w := get(h, path, "Accept", asPage)
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			t.Fatalf("%s: %d %s: %s", path, w.Code, w.Header().Get("Content-Type"), w.Body)
		}
		body := strings.ReplaceAll(w.Body.String(), "<wbr>", "")
		for _, s := range want {
			if !strings.Contains(body, s) {
				t.Errorf("%s: no %q on the page", path, s)
			}
		}
		checkSelfContained(t, path, body)
		return body
	}

	t.Run("the list", func(t *testing.T) {
		body := page(t, "/debug/drifts?status=all",
			"/debug/drifts/"+l.group.String(), "sg-0f3", "aws_security_group.bastion", "network/prod",
			`ingress[0].cidr[0]`, `&#34;10.0.0.0/8&#34;`, `&#34;0.0.0.0/0&#34;`, "apply reverts it", `title="seen 2 times, last 2 h ago, `+minute(l.ago(againAge))+`">, seen 2×`,
			"&#43;$1,345.50", "−$45.00", "the secret differs", "The resource is gone.",
			`<time datetime="`+l.ago(networkAge).Format(time.RFC3339)+`"><span class="ago">2 d ago</span>`, minute(l.ago(networkAge)), "<b>1–5</b> of <b>5</b>")
		if n := strings.Count(body, "<tr>"); n != 6 {
			t.Errorf("%d rows, want a heading and 5", n)
		}
	})
	t.Run("filters show as chips that take themselves out", func(t *testing.T) {
		page(t, "/debug/drifts?severity=critical,warning&region=eu-central-1&sort=-severity",
			`href="/debug/drifts?region=eu-central-1&amp;severity=warning&amp;sort=-severity" aria-label="Remove the filter severity critical"`,
			`href="/debug/drifts?severity=critical,warning&amp;sort=-severity" aria-label="Remove the filter region eu-central-1"`,
			`value="critical" checked`, `name="region" value="eu-central-1"`, `aria-sort="descending"`)
	})
	t.Run("it opens on what is open", func(t *testing.T) {
		w := get(h, "/debug/drifts", "Accept", asPage)
		if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != "/debug/drifts?status=open" {
			t.Errorf("%d to %s", w.Code, got)
		}
		page(t, "/debug/drifts?status=open", "<b>1–3</b> of <b>3</b>", `href="/debug/drifts?status=all"`)
	})
	t.Run("a wrong value keeps the form", func(t *testing.T) {
		for path, want := range map[string][]string{
			"/debug/drifts?severity=critical&region=eu-central-1&since=soon": {`value="critical" checked`, `name="region" value="eu-central-1"`, `name="since" value="soon"`, "<dt><code>since</code></dt>"},
			"/debug/alerts?severity=critical&driftId=x":                      {`<option selected>critical</option>`, `name="driftId" value="x"`, `action="/debug/alerts"`, "<dt><code>driftId</code></dt>"},
		} {
			w := get(h, path, "Accept", asPage)
			body := w.Body.String()
			if w.Code != http.StatusBadRequest {
				t.Errorf("%s: %d", path, w.Code)
			}
			for _, s := range want {
				if !strings.Contains(body, s) {
					t.Errorf("%s: no %s on the page", path, s)
				}
			}
		}
	})
	t.Run("the form's empty fields leave the address", func(t *testing.T) {
		w := get(h, "/debug/drifts?status=detected&status=triaged&region=&scope=a%2Fb", "Accept", asPage)
		if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != "/debug/drifts?scope=a/b&status=detected,triaged" {
			t.Errorf("%d to %s", w.Code, got)
		}
	})
	t.Run("pages", func(t *testing.T) {
		page(t, "/debug/drifts?limit=2&page=2", "<b>3–4</b> of <b>5</b>", "Page 2 of 3",
			`href="/debug/drifts?limit=2&amp;page=3" rel="next"`, `href="/debug/drifts?limit=2" rel="prev"`)
		page(t, "/debug/drifts?limit=2&page=9", "beyond the last one")
		page(t, "/debug/drifts?region=nowhere", "No drift matches", "Clear the filters")
	})
	t.Run("one drift, changed down to the leaf", func(t *testing.T) {
		body := page(t, "/debug/drifts/"+l.group.String(),
			"The next apply reverts it.", "ingress[0].cidr[0]", "1 change: 1 critical", "apply not known", "Not known: the report does not tell.",
			"Seen by", "2 scans", "First seen", "Last seen, in 2 scans so far", "<b>Detected, by the scheduler</b>", "<dt>Detected</dt><dd>by the scheduler</dd>", "Alert created")
		if !regexp.MustCompile(`<td class="expected"[^>]*><code class="string">10\.0\.0\.0/8</code></td><td class="actual"[^>]*><code class="string">0\.0\.0\.0/0</code>`).MatchString(body) {
			t.Error("the two leaves do not stand side by side")
		}
	})
	t.Run("who decided, and why", func(t *testing.T) {
		page(t, "/debug/drifts/"+l.disk.String(), "Approved by <bdi>Mira Osei &lt;mira@example.com&gt;</bdi>", "The orders grew; PR 812 follows.",
			"The next apply keeps it as it is.", "db.r6g.<mark>2x</mark>large", "12345678901234567890.10")
		page(t, "/debug/drifts/"+l.gone.String(), "Rejected by", "Nobody meant to delete it.", "The resource is gone.")
		page(t, "/debug/drifts/"+l.secret.String(), "Resolved by <bdi>mira@example.com</bdi>", "manual-fix", "the secret differs", "sensitive</span>")
	})
	t.Run("an empty ledger says what to do", func(t *testing.T) {
		empty := (&ledger{database: emptyLedger(t)}).server(t)
		if w := get(empty, "/debug/drifts?status=open", "Accept", asPage); !strings.Contains(w.Body.String(), "guardian import plan.json") {
			t.Error(w.Body)
		}
	})
}

// minute is a time as a page writes it.
func minute(at time.Time) string { return at.Format("2006-01-02 15:04") + " UTC" }

// checkSelfContained holds a page to its own policy: nothing inline, nothing from elsewhere.
func checkSelfContained(t *testing.T, path, body string) {
	t.Helper()
	for _, wrong := range []string{"<script", "<style", " style=", " onclick=", "javascript:", `src="http`, `href="http`, `href="//`, "<no value>", "%!"} {
		if strings.Contains(body, wrong) {
			t.Errorf("%s: the page holds %s", path, wrong)
		}
	}
}

// As of a moment the list and a drift are what the ledger had recorded by then, in each format.
func TestDriftsAsOf(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	h := l.server(t)
	then := url.QueryEscape(clockOf(t, l.database.URL).Format(time.RFC3339Nano))
	_, err := l.store.Drifts.Resolve(t.Context(), l.group, resolveBy(l.mira.ID))
	must(t, err)
	l.newer(t)

	open := decode(t, get(h, "/debug/drifts?status=open"), http.StatusOK)
	was := decode(t, get(h, "/debug/drifts?status=open&asOf="+then), http.StatusOK)
	if open["total"] != number("3") || was["total"] != number("3") || fmt.Sprint(ids(open)) == fmt.Sprint(ids(was)) {
		t.Errorf("open now %v, then %v", ids(open), ids(was))
	}
	for _, item := range was["items"].([]any) {
		if d := item.(map[string]any); d["id"] == l.group.String() && (d["status"] != "detected" || d["scope"] != "network/prod" || d["occurrences"] != number("2") || d["open"] != true) {
			t.Errorf("then it was %v", d)
		}
	}
	first := decode(t, get(h, "/debug/drifts?asOf="+then+"&limit=2&sort=detectedAt"), http.StatusOK)
	second := decode(t, get(h, "/debug/drifts?asOf="+then+"&limit=4&sort=detectedAt&cursor="+first["next"].(string)), http.StatusOK)
	if len(ids(first)) != 2 || len(ids(second)) != 3 || second["next"] != nil {
		t.Errorf("%v, then %v", first, second)
	}
	for _, format := range []string{"csv", "ndjson"} {
		checkNoCursor(t, h, "/debug/drifts?asOf="+then+"&format="+format)
		body := get(h, "/debug/drifts?status=open&asOf="+then+"&format="+format).Body.String()
		if !strings.Contains(body, l.group.String()) {
			t.Errorf("%s of then: %s", format, body)
		}
		if format == "csv" {
			if records, err := csv.NewReader(strings.NewReader(body)).ReadAll(); err != nil || len(records) != 4 {
				t.Errorf("%d records, %v", len(records), err)
			}
		}
	}
	for path, want := range map[string][]string{
		"/debug/drifts?status=open&asOf=" + then:              {"This is how the ledger stood", l.group.String() + "?asOf=", `name="asOf" value=`, `href="/debug/drifts?status=open">Look at now`},
		"/debug/drifts/" + l.group.String() + "?asOf=" + then: {"This is how the ledger stood", ">detected<", "2 scans", `href="/debug/drifts/` + l.group.String() + `">Look at now`},
	} {
		body := get(h, path, "Accept", asPage).Body.String()
		for _, s := range want {
			if !strings.Contains(body, s) {
				t.Errorf("%s: no %s on the page", path, s)
			}
		}
		checkSelfContained(t, path, body)
	}
	if d := decode(t, get(h, "/debug/drifts/"+l.group.String()+"?asOf="+then), http.StatusOK); d["status"] != "detected" {
		t.Errorf("one drift of then is %v", d["status"])
	}
	if found := decode(t, get(h, "/debug/drifts?changed=ingress&q=sg-0f3+ingress&asOf="+then), http.StatusOK); !slices.Equal(ids(found), []string{l.group.String()}) {
		t.Errorf("what differs and is called so then: %v", ids(found))
	}
	for path, want := range map[string]int{
		"/debug/drifts?asOf=2020-01-01":                                         http.StatusOK,
		"/debug/drifts?asOf=soon":                                               http.StatusBadRequest,
		"/debug/drifts?asOf=2020-01-01&kind=state":                              http.StatusOK,
		"/debug/drifts?asOf=2020-01-01&changed=tags&q=web":                      http.StatusOK,
		"/debug/drifts?asOf=9000-01-01":                                         http.StatusBadRequest,
		"/debug/drifts/" + l.group.String() + "?asOf=2020-01-01":                http.StatusNotFound,
		"/debug/drifts/" + l.group.String() + "?asOf=x":                         http.StatusBadRequest,
		"/debug/drifts/" + l.group.String() + "?asOf=" + then + "&asOf=" + then: http.StatusBadRequest,
	} {
		decode(t, get(h, path), want)
	}
}

// Who decided is told by e-mail beside the id, wherever a drift goes out.
func TestDecidersByEmail(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	h := l.server(t)
	for id, field := range map[uuid.UUID]string{l.disk: "approvedBy", l.gone: "rejectedBy", l.group: ""} {
		about := "resourceId=" + map[uuid.UUID]string{l.disk: "orders", l.gone: "logs-prod", l.group: "sg-0f3"}[id]
		var line map[string]any
		must(t, json.Unmarshal([]byte(l.download(t, h, "/debug/drifts?format=ndjson&"+about)), &line))
		records, err := csv.NewReader(strings.NewReader(l.download(t, h, "/debug/drifts?format=csv&"+about))).ReadAll()
		must(t, err)
		row := map[string]any{}
		for i, name := range records[0] {
			if records[1][i] != "" {
				row[name] = records[1][i]
			}
		}
		first := func(query string) map[string]any {
			return decode(t, get(h, "/debug/drifts?"+query+"&"+about), http.StatusOK)["items"].([]any)[0].(map[string]any)
		}
		for as, got := range map[string]map[string]any{
			"JSON": first("limit=1"), "as of now": first("asOf=" + l.clock.Format(time.RFC3339Nano)), "NDJSON": line, "CSV": row,
			"one": decode(t, get(h, "/debug/drifts/"+id.String()), http.StatusOK),
		} {
			for _, name := range []string{"approvedBy", "rejectedBy"} {
				want := [2]any{nil, nil}
				if name == field {
					want = [2]any{l.mira.ID.String(), "mira@example.com"}
				}
				if got := [2]any{got[name], got[name+"Email"]}; got != want {
					t.Errorf("%s as %s: %s is %v, want %v", about, as, name, got, want)
				}
			}
		}
	}
}

// What ends is told on each page and in each number, from before it ends until another drift
// is there in its place.
func TestApprovalThatEnds(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	h := l.server(t)
	ctx := t.Context()
	at := "/debug/drifts/" + l.group.String()
	open := func() int {
		n, err := strconv.Atoi(fmt.Sprint(decode(t, get(h, "/debug/stats"), http.StatusOK)["open"].(map[string]any)["drifts"]))
		must(t, err)
		return n
	}
	holds := func(path string, words ...string) {
		t.Helper()
		body := get(h, path, "Accept", asPage).Body.String()
		for _, word := range words {
			if !strings.Contains(body, word) {
				t.Errorf("%s lacks %q", path, word)
			}
		}
	}
	before := open()
	_, err := l.store.Drifts.Approve(ctx, l.group, models.ApproveDriftInput{
		Reason: "until the sale is over", ApprovedBy: l.mira.ID, Until: models.ApprovalEnd{After: 72 * time.Hour}, Ticket: "CHG-7"})
	must(t, err)
	if d := decode(t, get(h, at), http.StatusOK); d["open"] != false || d["ticket"] != "CHG-7" || d["approvedUntil"] == nil || open() != before-1 {
		t.Errorf("while approved: %v %v %v, %v open", d["open"], d["ticket"], d["approvedUntil"], open())
	}
	holds(at, "</span></time></p><p class=\"term\">The approval ends", "Agreed in <bdi>CHG-7</bdi>")
	holds("/debug", "Approvals that end in the next 7 days", "CHG-7", "/debug/drifts?ending=true")
	if n := decode(t, get(h, "/debug/drifts?ending=true"), http.StatusOK)["total"]; fmt.Sprint(n) != "1" {
		t.Errorf("%v end soon", n)
	}
	conn, err := pgx.Connect(ctx, l.database.Super().URL)
	must(t, err)
	defer conn.Close(context.WithoutCancel(ctx))
	_, err = conn.Exec(ctx, "BEGIN; SET LOCAL session_replication_role = replica; UPDATE approval_terms SET created_at = created_at - interval '10 days', ends_at = ends_at - interval '5 days'; COMMIT")
	must(t, err)
	if d := decode(t, get(h, at), http.StatusOK); d["open"] != true || d["status"] != "approved" || open() != before {
		t.Errorf("once it has ended: %v %v, %v open", d["open"], d["status"], open())
	}
	holds(at, "The approval has ended", "The approval ended", "ended</span>")
	holds("/debug", ", 1 of them ended</a>")
	if metrics := get(h, "/metrics").Body.String(); !strings.Contains(metrics, `guardian_drifts{severity="critical",status="ended"} 1`) {
		t.Error("the metrics do not tell that an approval has ended")
	}
	n, err := l.store.Drifts.EndApprovals(ctx)
	must(t, err)
	old := decode(t, get(h, at), http.StatusOK)
	id, _ := old["supersededBy"].(map[string]any)["id"].(string)
	fresh := decode(t, get(h, "/debug/drifts/"+id), http.StatusOK)
	was, _ := fresh["supersedes"].(map[string]any)
	if n != 1 || fresh["status"] != "detected" || fresh["firstSeen"] != old["firstSeen"] || was["ticket"] != "CHG-7" || was["approvedUntil"] == nil || was["reason"] != "until the sale is over" || open() != before {
		t.Errorf("%d ended; its successor %v of %v", n, fresh["status"], was)
	}
	holds("/debug/drifts/"+id, "It took the place of", "The approval ended", "CHG-7")
	holds(at, "Its approval ended.")
}

// Where nobody filters any more the list is of all drifts: it opens on the open ones for who comes, not for who takes
// the last filter out.
func TestTheLastFilterCanBeTakenOut(t *testing.T) {
	t.Parallel()
	_, h := newFurnished(t)
	for _, path := range []string{"/debug/drifts?region=&scope=&q=", "/debug/drifts?status="} {
		if to := get(h, path, "Accept", asPage).Header().Get("Location"); to != "/debug/drifts?status=all" {
			t.Errorf("%s leads to %q", path, to)
		}
	}
	total := func(path string) any { return decode(t, get(h, path+"&format=json"), http.StatusOK)["total"] }
	link := regexp.MustCompile(`href="([^"]+)"(?: aria-label="Remove the filter|>Go to the first page)`)
	for _, path := range []string{"/debug/drifts?status=open", "/debug/drifts?region=eu-central-1", "/debug/drifts?page=2"} {
		to := link.FindStringSubmatch(get(h, path, "Accept", asPage).Body.String())
		if to == nil {
			t.Errorf("%s: no link", path)
		} else if got := total(html.UnescapeString(to[1])); got != number("5") {
			t.Errorf("%s leads by %s to %v drifts", path, to[1], got)
		}
	}
}
