package importing_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
)

// marks collects every text of 8 characters or more that a plan marks as sensitive,
// wherever it does. It shares no code with the reader.
type marks map[string]bool

func (m marks) read(v any) {
	switch v := v.(type) {
	case []any:
		for _, part := range v {
			m.read(part)
		}
	case map[string]any:
		for _, value := range []string{"before", "after"} {
			for _, mask := range []string{"before_sensitive", "after_sensitive"} {
				m.marked(v[value], v[mask])
			}
		}
		m.marked(v["values"], v["sensitive_values"])
		m.marked(v["value"], v["sensitive"])
		for _, part := range v {
			m.read(part)
		}
	}
}

func (m marks) marked(v, mask any) {
	if all, _ := mask.(bool); all {
		m.all(v)
		return
	}
	switch mask := mask.(type) {
	case map[string]any:
		object, _ := v.(map[string]any)
		for name, part := range mask {
			m.marked(object[name], part)
		}
	case []any:
		list, _ := v.([]any)
		for i := range min(len(list), len(mask)) {
			m.marked(list[i], mask[i])
		}
	}
}

func (m marks) all(v any) {
	switch v := v.(type) {
	case string:
		if utf8.RuneCountInString(v) >= 8 {
			m[v] = true
		}
	case []any:
		for _, part := range v {
			m.all(part)
		}
	case map[string]any:
		for _, part := range v {
			m.all(part)
		}
	}
}

// Nothing that a report marks as sensitive is anywhere in the ledger, in what the
// import says, or in its errors.
func TestNothingMarkedIsKept(t *testing.T) {
	t.Parallel()
	found := 0
	for _, root := range roots(t) {
		files, err := filepath.Glob(filepath.Join(root, "*", "*.json"))
		must(t, err)
		deeper, err := filepath.Glob(filepath.Join(root, "*", "*", "*.json"))
		must(t, err)
		for _, file := range append(files, deeper...) {
			raw, err := os.ReadFile(file)
			must(t, err)
			var plan map[string]any
			secrets := marks{}
			if json.Unmarshal(raw, &plan) != nil || plan["format_version"] == nil {
				continue
			}
			if secrets.read(plan); len(secrets) == 0 {
				continue
			}
			found++
			t.Run(file, func(t *testing.T) {
				t.Parallel()
				checkAbsent(t, file, secrets)
			})
		}
	}
	if found == 0 {
		t.Error("no report has a secret")
	}
}

func checkAbsent(t *testing.T, file string, secrets marks) {
	l := newDumped(t)
	s, err := importFile(t, l.store, file, importing.Options{Scope: "s", ResolveMissing: true})
	said := string(models.MustJSON(s))
	if err != nil {
		said = err.Error()
	}
	for _, e := range append(models.Entities(), models.Drift{}) {
		said += l.dump(e.TableName())
	}
	for secret := range secrets {
		written := string(models.MustJSON(secret))
		if strings.Contains(said, secret) || strings.Contains(said, strings.Trim(written, `"`)) {
			t.Errorf("%q is kept or said", secret)
		}
	}
}

// A marked output says where its resource is and how large, beside what is secret: all of it
// is hidden but the place, and that another resource has the same size is no secret of it.
func TestMarkedOutputsLeavePlacesAndGrades(t *testing.T) {
	t.Parallel()
	const arn = `"arn":"arn:aws:rds:eu-central-1:111122223333:db:RESOURCE"`
	values := func(class string) string {
		return `{` + strings.Replace(arn, "RESOURCE", "other", 1) + `,"id":"other","instance_class":"` + class + `","note_of":"see horse-battery-staple"}`
	}
	text := `{"format_version":"1.2","terraform_version":"1.11.4","complete":true,"errored":false,"planned_values":{"root_module":{}},
		"resource_drift":[{"address":"aws_db_instance.other","type":"aws_db_instance","name":"other","change":{"actions":["update"],"before":` +
		values("db.t3.medium") + `,"after":` + values("db.m5.large") + `}}],
		"prior_state":{"values":{"outputs":{"db":{"sensitive":true,"value":{` + strings.Replace(arn, "RESOURCE", "main", 1) +
		`,"account":"111122223333","region":"eu-central-1","instance_class":"db.t3.medium","password":"horse-battery-staple"}}},"root_module":{}}}}`
	l := newDumped(t)
	s := importText(t, l.store, "plan.json", text, importing.Options{Scope: "s", Region: "us-east-1"})
	said := string(models.MustJSON(s))
	for _, e := range append(models.Entities(), models.Drift{}) {
		said += l.dump(e.TableName())
	}
	for _, secret := range []string{"horse-battery", "db.t3.medium", "db:main", "arn:aws"} {
		if strings.Contains(said, secret) {
			t.Errorf("%q is kept or said", secret)
		}
	}
	if l.drifts("region = 'eu-central-1' AND account_id = '111122223333' AND severity = 'warning' AND resource_id = 'other'") != 1 {
		t.Errorf("got %s", l.dump("drifts"))
	}
}
