//go:build darwin || freebsd || linux

package cli_test

import (
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// storyRules are those of the two teams of the story.
const storyRules = `
ignore "sizes that the autoscaler sets" {
  type   = ["aws_autoscaling_group"]
  path   = ["desired_capacity"]
  reason = "target tracking owns it"
}
owner "team-payments" {
  scope = ["prod/payments*"]
}
owner "team-platform" {
  scope = ["*"]
}
due {
  severity = "critical"
  within   = "4d"
}
channel "payments" {
  url_from = "PAYMENTS_URL"
}
channel "platform" {
  url_from = "PLATFORM_URL"
}
tell {
  owner = ["team-payments"]
  to    = ["payments"]
}
tell {
  owner = ["team-platform"]
  to    = ["platform"]
}
`

// inbox is what one team's channel was told.
type inbox struct {
	*httptest.Server
	mu   sync.Mutex
	told []string
}

func newInbox(t *testing.T) *inbox {
	t.Helper()
	in := &inbox{}
	in.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		in.mu.Lock()
		defer in.mu.Unlock()
		in.told = append(in.told, string(body))
	}))
	t.Cleanup(in.Close)
	return in
}

// take gives what came since it was asked last.
func (in *inbox) take() []string {
	in.mu.Lock()
	defer in.mu.Unlock()
	told := in.told
	in.told = nil
	return told
}

// night writes the plans of fifty root modules as they were found at a time. In each an
// autoscaler has set a size; in those that are open, port 22 is besides. Module 7 is that
// of the payments.
func night(t *testing.T, at time.Time, size int, open ...int) (folder string) {
	t.Helper()
	folder = t.TempDir()
	for i := range 50 {
		scope := fmt.Sprintf("module-%02d", i)
		resources := []map[string]any{storyDrift("aws_autoscaling_group", "web", fmt.Sprintf("asg-%02d", i), map[string]any{"desired_capacity": 2}, map[string]any{"desired_capacity": size})}
		if i == 7 {
			scope = "payments-network"
		}
		if slices.Contains(open, i) {
			resources = append(resources, storyDrift("aws_security_group", "bastion", fmt.Sprintf("sg-%02d", i),
				map[string]any{"ingress": []any{}}, map[string]any{"ingress": []any{map[string]any{"from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": []any{"0.0.0.0/0"}}}}))
		}
		plan, err := json.Marshal(map[string]any{
			"format_version": "1.2", "terraform_version": "1.11.0", "timestamp": at.UTC().Format(time.RFC3339), "applyable": true, "complete": true, "errored": false,
			"planned_values": map[string]any{"root_module": map[string]any{}}, "resource_drift": resources, "resource_changes": []any{},
			"prior_state": map[string]any{"format_version": "1.0", "values": map[string]any{"root_module": map[string]any{}}}, "configuration": map[string]any{"root_module": map[string]any{}},
		})
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(folder, scope, "plan.json"), plan)
	}
	return folder
}

func storyDrift(typ, name, id string, before, after map[string]any) map[string]any {
	before["id"], after["id"] = id, id
	return map[string]any{
		"address": typ + "." + name, "mode": "managed", "type": typ, "name": name, "provider_name": "registry.terraform.io/hashicorp/aws",
		"change": map[string]any{"actions": []any{"update"}, "before": before, "after": after, "after_unknown": map[string]any{}, "before_sensitive": map[string]any{}, "after_sensitive": map[string]any{}},
	}
}

// tag is one of HTML; what stands between them is what a reader sees.
var tag = regexp.MustCompile(`<[^>]*>`)

// look asks for a page as a browser does, and gives its text.
func look(t *testing.T, url string) (int, string) {
	t.Helper()
	status, body := ask(t, url, "text/html")
	return status, html.UnescapeString(tag.ReplaceAllString(body, ""))
}

// passes has days pass: all that the ledger holds is so much older.
func passes(t *testing.T, db testdb.Database, days int) {
	t.Helper()
	sendSQL(t, db, `DO $$
		DECLARE which record;
		BEGIN
		  SET LOCAL session_replication_role = replica;
		  FOR which IN SELECT table_name, string_agg(format('%1$I = %1$I - interval ''`+fmt.Sprint(days)+` days''', column_name), ', ') AS sets
		    FROM information_schema.columns WHERE table_schema = current_schema() AND data_type = 'timestamp with time zone' GROUP BY 1
		  LOOP
		    EXECUTE format('UPDATE %I SET %s', which.table_name, which.sets);
		  END LOOP;
		END $$`)
}

// Two teams and fifty root modules: what deserves attention is told once, to whom it belongs, until it is done.
func TestStoryOfAttention(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	ann := addUser(t, db, "ann@example.com", "engineer")
	payments, platform := newInbox(t), newInbox(t)
	env := []string{"DATABASE_URL=" + db.URL, "GUARDIAN_USER=" + ann.Email, "PAYMENTS_URL=" + payments.URL, "PLATFORM_URL=" + platform.URL,
		"GUARDIAN_WEBHOOK_SECRET=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "PUBLIC_URL=https://guardian.example.com"}
	guardian := func(args ...string) string {
		t.Helper()
		r := runProgram(t, env, args...)
		if r.status != 0 {
			t.Fatalf("guardian %s: %+v", strings.Join(args, " "), r)
		}
		return r.out
	}
	told := func(in *inbox, words ...string) {
		t.Helper()
		guardian("notify")
		messages := in.take()
		if len(words) == 0 && len(messages) == 0 {
			return
		}
		if len(words) == 0 || len(messages) != 1 {
			t.Fatalf("%d messages, want words %q: %s", len(messages), words, strings.Join(messages, "\n"))
		}
		for _, word := range words {
			if !strings.Contains(messages[0], word) {
				t.Errorf("no %q in %s", word, messages[0])
			}
		}
	}
	s := start(t, on(db, "serve", "--http-addr", "127.0.0.1:0")...)
	page := func(path string, words ...string) {
		t.Helper()
		missing := func() []string {
			status, body := look(t, s.url+path)
			if status != http.StatusOK {
				t.Fatalf("%s: %d", path, status)
			}
			return slices.DeleteFunc(slices.Clone(words), func(word string) bool { return strings.Contains(body, word) })
		}
		left := missing()
		for range 500 { // on a busy machine the figures are those of a moment ago
			if len(left) == 0 || !strings.HasSuffix(path, "/debug") {
				break
			}
			left = missing()
		}
		if len(left) > 0 {
			t.Errorf("%s: no %q", path, left)
		}
	}

	file := filepath.Join(t.TempDir(), "rules.hcl")
	writeFile(t, file, []byte(storyRules))
	guardian("rules", "apply", file)
	page("/debug/rules", "sizes that the autoscaler sets", "target tracking owns it", "team-payments", ann.Email)

	// The first night.
	now := clockOf(t, db)
	results := readJSON[[]map[string]any](t, guardian("import", night(t, now.Add(-time.Hour), 5, 7), "--scope", "prod", "-o", "json"))
	suppressed, created := 0.0, 0.0
	for _, r := range results {
		ignored, _ := r["suppressed"].(map[string]any)["ignored"].(float64)
		suppressed, created = suppressed+ignored, created+r["created"].(float64)
	}
	if len(results) != 50 || suppressed != 50 || created != 1 {
		t.Fatalf("%d scopes, %v ignored, %v created", len(results), suppressed, created)
	}
	drifts := okJSON[models.List[models.SeenDriftResponse]](t, on(db, "drift", "list", "-o", "json")...)
	if len(drifts.Items) != 1 || drifts.Items[0].Owner != "team-payments" || drifts.Items[0].Severity != models.SeverityCritical {
		t.Fatalf("%+v", drifts)
	}
	first := drifts.Items[0].ID.String()
	told(payments, "aws_security_group.bastion", "prod/payments-network", "critical", "team-payments", "guardian drift show "+first, "https://guardian.example.com/debug/drifts/"+first)
	page("/debug/drifts?owner=team-payments", "aws_security_group.bastion", "team-payments")
	page("/debug/scopes/prod/payments-network", "team-payments", "aws_security_group.bastion")
	page("/debug/rules", "50") // what the ignored field counts

	// Agreed for a week. The second night is quiet about it, whatever the autoscaler does;
	// the other team has a drift of its own.
	guardian("drift", "approve", first, "--reason", "the audit needs it open", "--until", "7d", "--ticket", "CHG-1042")
	passes(t, db, 1)
	guardian("import", night(t, now.Add(-time.Minute), 9, 7, 3), "--scope", "prod")
	told(platform, "prod/module-03", "aws_security_group.bastion", "team-platform")
	page("/debug", "CHG-1042")
	page("/debug/drifts/"+first, "CHG-1042", "approved")

	// Its date passes, which is told once.
	passes(t, db, 5)
	told(platform, "prod/module-03", "overdue")
	page("/debug/drifts?overdue=true", "prod/module-03")
	told(platform)

	// The week is over: the drift comes back to the team that owns it.
	passes(t, db, 2)
	open := func() (ids []string) {
		for _, d := range okJSON[models.List[models.SeenDriftResponse]](t, on(db, "drift", "list", "--status", "open", "--owner", "team-payments", "-o", "json")...).Items {
			ids = append(ids, d.ID.String())
		}
		return ids
	}
	if ids := open(); len(ids) != 1 || ids[0] != first {
		t.Fatalf("an approval that has ended is not open: %s", ids)
	}
	told(payments, "aws_security_group.bastion", "CHG-1042", "team-payments")
	ids := open()
	if len(ids) != 1 || ids[0] == first {
		t.Fatalf("open after the end: %s", ids)
	}
	page("/debug/drifts/"+ids[0], "CHG-1042", "the audit needs it open", "team-payments")
	page("/debug/drifts?owner=team-payments&status=open", "prod/payments-network")
	page("/debug/messages", "payments", "platform")
	told(payments)

	if all := slices.Concat(platform.take(), payments.take()); len(all) != 0 {
		t.Errorf("somebody else was told: %s", all)
	}
}
