package importing

import (
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
