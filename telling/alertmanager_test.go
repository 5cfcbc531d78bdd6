package telling

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

// startAlertmanager runs a real one, and gives its address.
func startAlertmanager(t *testing.T) string {
	t.Helper()
	program, err := exec.LookPath("prometheus-alertmanager")
	if err != nil {
		program, err = exec.LookPath("alertmanager")
	}
	if err != nil {
		t.Skip("no prometheus-alertmanager on the PATH")
	}
	dir := t.TempDir()
	config := filepath.Join(dir, "config.yml")
	if err := os.WriteFile(config, []byte("route: {receiver: nobody}\nreceivers: [{name: nobody}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	free, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	const templates = "/usr/share/prometheus/alertmanager/default.tmpl"
	if _, err := os.Stat(templates); err != nil && filepath.Base(program) == "prometheus-alertmanager" {
		t.Skip("Debian's Alertmanager wants " + templates)
	}
	var said bytes.Buffer
	cmd := exec.CommandContext(t.Context(), program, "--config.file="+config, "--storage.path="+dir, "--web.listen-address="+addr, "--cluster.listen-address=")
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if res, err := http.Get("http://" + addr + "/-/ready"); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return "http://" + addr
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("Alertmanager does not start: %s", said.String())
		}
	}
}

// active are the alerts that it holds as active, in words.
func active(t *testing.T, address string) (all []string) {
	t.Helper()
	res, err := http.Get(address + "/api/v2/alerts?active=true")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var alerts []postable
	if err := json.NewDecoder(res.Body).Decode(&alerts); err != nil {
		t.Fatal(err)
	}
	for _, a := range alerts {
		if !a.EndsAt.After(time.Now().Add(time.Hour)) {
			t.Errorf("%v ends at %s", a.Labels, a.EndsAt)
		}
		all = append(all, strings.Join([]string{a.Labels["alertname"], a.Labels["scope"], a.Labels["owner"], a.Labels["severity"], a.Annotations["address"]}, " "))
	}
	slices.Sort(all)
	return all
}

// A real Alertmanager shows each open drift until it is resolved, also where its owner or
// grade changed in between, and one alert of its date.
func TestRealAlertmanager(t *testing.T) {
	t.Parallel()
	address := startAlertmanager(t)
	o := newOffice(t, toOne, map[string]string{"ONCALL_URL": "alertmanager+" + address + "/"})
	o.clock = time.Now() // it goes by its own clock
	ids := o.found("prod/web", 3)
	o.ok(o.db.Gorm.Exec("UPDATE drift_summaries SET owner = 'team-a'").Error)
	tell := func(want ...string) {
		t.Helper()
		if report := o.round(); len(report.Waiting)+len(report.GivenUp)+len(report.Channels) != 0 {
			t.Fatalf("%+v", report)
		}
		if got := active(t, address); !slices.Equal(got, want) {
			t.Errorf("active %q, want %q", got, want)
		}
	}
	first, second, third := "ConfigurationDrift prod/web team-a warning aws_instance.web[0]",
		"ConfigurationDrift prod/web team-a warning aws_instance.web[1]", "ConfigurationDrift prod/web team-a critical aws_instance.web[2]"
	tell(third, first, second)
	o.resolve(ids[0])
	tell(third, second)
	// Another owner, who is told when the date passes; then it is resolved.
	o.ok(o.db.Gorm.Exec("UPDATE drift_summaries SET owner = 'team-b', due_at = ? WHERE drift_id = ?", o.clock.Add(-time.Second), ids[1]).Error)
	tell(third, second, "DriftOverdue prod/web team-b warning aws_instance.web[1]")
	o.resolve(ids[1])
	tell(third)
	// It became graver: the lesser alert gives way.
	o.ok(o.db.Gorm.Exec("UPDATE drifts SET severity = 'warning' WHERE id = ?", ids[2]).Error)
	_, err := o.Alerts.Create(t.Context(), models.CreateAlertInput{DriftID: ids[2], Type: models.AlertDriftDetected, Severity: models.SeverityWarning, Title: "t", Message: "m"})
	o.ok(err)
	tell("ConfigurationDrift prod/web team-a warning aws_instance.web[2]")
	o.resolve(ids[2])
	tell()
	if len(o.messages()) == 0 {
		t.Error("nothing was told")
	}
}

// What is resolved before its alert went out is told as ended, whatever goes out first.
func TestResolvedBeforeItIsTold(t *testing.T) {
	t.Parallel()
	address := startAlertmanager(t)
	vars := map[string]string{"ONCALL_URL": "alertmanager+http://127.0.0.1:1"}
	o := newOffice(t, toOne, vars)
	o.clock = time.Now().Add(-time.Hour) // Alertmanager's clock is the present
	ids := o.found("prod/web", 2)
	if report := o.round(); len(report.Waiting) != 1 || report.Waiting[0].Problem != "it refused the connection" {
		t.Fatalf("%+v", report)
	}
	o.resolve(ids[0])
	vars["ONCALL_URL"] = "alertmanager+" + address
	if report := o.round(); report.Sent != 1 { // the end, before the alert is tried again
		t.Fatalf("%+v", report)
	}
	o.clock = o.clock.Add(time.Minute)
	if report := o.round(); report.Sent != 1 {
		t.Fatalf("%+v", report)
	}
	if got := active(t, address); len(got) != 1 || !strings.HasSuffix(got[0], "web[1]") {
		t.Errorf("active: %q", got)
	}
}

// A rule that ended is an alert of a day.
func TestAlertOfARule(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	a := &alertmanager{pages: "https://guardian.example.com"}
	o := outgoing{Message: models.Message{Title: "1 rule ended"}, now: at}
	got := a.alerts(o, item{Kind: models.NoticeRuleEnded, At: at, Severity: models.SeverityInfo, Rule: `ignore "sizes"`, Says: "It rests."})
	if text := fmt.Sprintf("%+v", got); len(got) != 1 || got[0].Labels["rule"] != `ignore "sizes"` || !got[0].EndsAt.Equal(at.Add(24*time.Hour)) {
		t.Error(text)
	}
}
