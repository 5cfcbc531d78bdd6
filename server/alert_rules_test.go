package server_test

import (
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// alertRules are the examples of alerts on /metrics.
const alertRules = "../docs/prometheus/"

var (
	ruleExpr   = regexp.MustCompile(`(?m)^ +expr: (.+)$`)
	ruleMetric = regexp.MustCompile(`\bguardian_\w+`)
	ruleLabel  = regexp.MustCompile(`\$labels\.(\w+)`)
)

// The metrics that the example's alerts are made of are there, with their labels.
func TestAlertRulesNameWhatIsThere(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(alertRules + "alerts.yml")
	must(t, err)
	_, h := newFurnished(t)
	w := get(h, "/metrics")
	if w.Code != http.StatusOK {
		t.Fatalf("the metrics: %d", w.Code)
	}
	alerts := strings.Split(string(text), "- alert: ")[1:]
	if len(alerts) == 0 {
		t.Fatal("the example has no alert")
	}
	for _, alert := range alerts {
		name, _, _ := strings.Cut(alert, "\n")
		expr := ruleExpr.FindStringSubmatch(alert)
		if expr == nil {
			t.Errorf("%s: no expr on a line of its own", name)
			continue
		}
		for _, metric := range ruleMetric.FindAllString(alert, -1) {
			series := regexp.MustCompile(`(?m)^` + metric + `[{ ].*$`).FindString(w.Body.String())
			if series == "" {
				t.Errorf("%s is about %s, which /metrics has not", name, metric)
			}
			if !strings.Contains(expr[1], metric) {
				continue // of which the alert only speaks
			}
			for _, label := range ruleLabel.FindAllStringSubmatch(alert, -1) {
				if !strings.Contains(series, label[1]+`="`) {
					t.Errorf("%s names the label %s, which %s lacks: %s", name, label[1], metric, series)
				}
			}
		}
	}
}

// The example's alerts are raised when they are to be, as promtool finds them.
func TestAlertRules(t *testing.T) {
	t.Parallel()
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("no promtool (Debian's package prometheus): the alerts are not tried")
	}
	for _, args := range [][]string{{"check", "rules", "alerts.yml"}, {"test", "rules", "alerts_test.yml"}} {
		command := exec.CommandContext(t.Context(), promtool, args...)
		command.Dir = alertRules
		if out, err := command.CombinedOutput(); err != nil {
			t.Errorf("promtool %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}
