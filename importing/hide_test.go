package importing

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/rules"
)

// What is a secret within a text is shown nowhere; the rest of the text is, and a
// secret that changed is a change.
func TestHideWithin(t *testing.T) {
	t.Parallel()
	judge := rules.Default().For("aws_ecs_task_definition")
	for text, want := range map[string]string{
		`[{"name":"app","environment":[{"name":"DB_PASSWORD","value":"hunter2"},{"name":"LEVEL","value":"info"}]}]`: `"[{\"environment\":[{\"name\":\"DB_PASSWORD\",\"value\":\"(sensitive)\"},{\"name\":\"LEVEL\",\"value\":\"info\"}],\"name\":\"app\"}]"`,
		`{"a":"{\"client_secret\":\"hunter2\",\"n\":1.50}"}`:                                                        `"{\"a\":\"{\\\"client_secret\\\":\\\"(sensitive)\\\",\\\"n\\\":1.50}\"}"`,
		`{"command":["--password","hunter2","--user","app"]}`:                                                       `"{\"command\":[\"--password\",\"(sensitive)\",\"--user\",\"app\"]}"`,
		`{"a": "export TOKEN=hunter2; ls"}`:                                                                         `"{\"a\":\"export TOKEN=(sensitive); ls\"}"`,
		`{"client_secret":8123456789,"password":0,"n":5}`:                                                           `"{\"client_secret\":\"(sensitive)\",\"n\":5,\"password\":0}"`,
		`{ "Statement" : [] }`:              `"{ \"Statement\" : [] }"`,
		"#!/bin/sh\nexport TOKEN=hunter2\n": `"#!/bin/sh\nexport TOKEN=(sensitive)\n"`,
		"echo":                              `"echo"`,
	} {
		state := func(text string) map[string]any {
			return hideNamed(judge, map[string]any{"x": []any{text}})
		}
		value := state(text)["x"].([]any)[0]
		if got := string(models.MustJSON(value)); got != want {
			t.Errorf("%s is shown as %s, want %s", text, got, want)
		}
		other := strings.Replace(text, "hunter2", "hunter3", 1)
		changes := models.Changes(state(text), state(other))
		if differs := other != text; (len(changes) == 1) != differs || differs && judge.Grade(changes[0]).Severity != models.SeverityCritical {
			t.Errorf("%s against %s: %v", text, other, changes)
		}
	}
}

// What is marked elsewhere is as grave as what it is a copy in; under a name that means a
// secret it is one here, too.
func TestGradesOfCopiedSecrets(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]models.Severity{"size": models.SeverityWarning, "password": models.SeverityCritical} {
		e := entry(t, `{}`, `{"`+key+`":"small"}`)
		e.Expected[key] = models.MaskCopy("medium-medium")
		if got := options(t).judge(e, nil); got.severity != want {
			t.Errorf("%s: got %s, want %s", key, got.severity, want)
		}
	}
}

// A text that holds a copy is judged by what stands there besides, and that is not shown.
func TestGradesBesideCopiedSecrets(t *testing.T) {
	t.Parallel()
	containers := func(privileged, image string) string {
		return `[{"environment":[{"name":"REGION","value":"marked-elsewhere"}],"image":"` + image + `","privileged":` + privileged + `}]`
	}
	const line = "postgres://app:%s@db/marked-elsewhere"
	for name, test := range map[string]struct {
		typ, key string
		sides    [2]any
		want     models.Severity
	}{
		"a guard within":       {"aws_ecs_task_definition", "container_definitions", [2]any{models.MaskCopy(containers("false", "a")), models.MaskCopy(containers("true", "a"))}, models.SeverityCritical},
		"no guard within":      {"aws_ecs_task_definition", "container_definitions", [2]any{models.MaskCopy(containers("false", "a")), models.MaskCopy(containers("false", "b"))}, models.SeverityWarning},
		"a secret of its own":  {"zz_unknown", "line", [2]any{models.MaskCopy(fmt.Sprintf(line, "one")), models.MaskCopy(fmt.Sprintf(line, "two"))}, models.SeverityCritical},
		"a secret that copies": {"zz_unknown", "line", [2]any{models.MaskCopy("postgres://app:marked-elsewhere@db"), "postgres://app:other@db"}, models.SeverityCritical},
		"none of its own":      {"zz_unknown", "line", [2]any{models.MaskCopy("a marked-elsewhere"), models.MaskCopy("b marked-elsewhere")}, models.SeverityWarning},
	} {
		e := entry(t, `{}`, `{}`)
		e.Type, e.Expected[test.key], e.Actual[test.key] = test.typ, test.sides[0], test.sides[1]
		got := Options{Table: rules.Default()}.judge(e, nil)
		if got.severity != test.want {
			t.Errorf("%s: got %s, want %s", name, got.severity, test.want)
		}
		if shown := string(models.MustJSON(got.difference)); strings.Contains(shown, "elsewhere") || strings.Contains(shown, "privileged") {
			t.Errorf("%s: it shows %s", name, shown)
		}
	}
}
