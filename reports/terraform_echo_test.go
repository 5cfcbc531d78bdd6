package reports_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// A companion is one that names the very resource, of the type that manages the attribute.
func TestCompanions(t *testing.T) {
	t.Parallel()
	bucket := func(address, id string) string {
		return fmt.Sprintf(`{"address":%q,"mode":"managed","type":"aws_s3_bucket","name":"b","change":{"actions":["update"],"before":{"id":%q,"policy":""},"after":{"id":%[2]q,"policy":"P","acl":"x"}}}`, address, id)
	}
	state := `"prior_state":{"values":{"root_module":{"resources":[
		{"address":"aws_s3_bucket_policy.p","mode":"managed","type":"aws_s3_bucket_policy","values":{"bucket":"logs","policy":"Q"}},
		{"address":"aws_s3_bucket_policy.none","mode":"managed","type":"aws_s3_bucket_policy","values":{"bucket":"bare","policy":null}},
		{"address":"data.aws_s3_bucket_policy.p","mode":"data","type":"aws_s3_bucket_policy","values":{"bucket":"read","policy":"Q"}},
		{"address":"aws_s3_bucket_policy.old","mode":"managed","type":"aws_s3_bucket_policy","deposed_key":"ab","values":{"bucket":"past","policy":"Q"}},
		{"address":"aws_s3_bucket_acl.p","mode":"managed","type":"aws_s3_bucket_acl","values":{"bucket":"other","policy":"Q"}}]}}}`
	for id, want := range map[string]any{"logs": "Q", "other": nil, "bare": nil, "read": nil, "past": nil, "": nil} {
		for _, text := range []string{plan(drift(bucket("aws_s3_bucket.b", id)), state), plan(state, drift(bucket("aws_s3_bucket.b", id)))} {
			_, all := mustOpen(t, text)
			if got, found := all[0].Companion(models.Path{}.Key("policy")); got != want || found != (want != nil) {
				t.Errorf("%q: got %v, %t; want %v", id, got, found, want)
			}
			for _, path := range []models.Path{models.Path{}.Key("acl"), models.Path{}.Key("policy").Key("x"), {}} {
				if got, found := all[0].Companion(path); found {
					t.Errorf("%q at %s: got %v", id, path, got)
				}
			}
		}
	}
}

// What others manage is theirs only where it is shown that the code has no blocks of its own
// there: those that are made by `dynamic` are not in the plan.
func TestEchoesThatDynamicBlocksMayOwn(t *testing.T) {
	t.Parallel()
	const (
		of8080  = `{"cidr_blocks":["10.0.0.0/8"],"description":"","from_port":8080,"to_port":8080,"protocol":"tcp","self":false}`
		of443   = `{"cidr_blocks":["10.0.0.0/8"],"description":"","from_port":443,"to_port":443,"protocol":"tcp","self":false}`
		off, on = `[{"enabled":false,"mfa_delete":false}]`, `[{"enabled":true,"mfa_delete":false}]`
	)
	rule := other("aws_security_group_rule", `{"type":"ingress","security_group_id":"x","from_port":8080,"to_port":8080,"protocol":"tcp","cidr_blocks":["10.0.0.0/8"]}`)
	versioning := other("aws_s3_bucket_versioning", `{"bucket":"x","versioning_configuration":[{"status":"Enabled"}]}`)
	list := func(elements string) string { return "[" + elements + "]" }
	changes := func(action, after string) string {
		return `"resource_changes":[{"address":"TYPE.x","type":"TYPE","change":{"actions":[` + action + `],"before":{"id":"x","ATTRIBUTE":NOW},"after":` + after + `}}]`
	}
	planned := func(action, after string) string { return changes(action, `{"id":"x","ATTRIBUTE":`+after+`}`) }
	for name, c := range map[string]struct {
		typ, attribute, before, after, by, changes string
		want                                       bool
	}{
		"the plan keeps it":                                      {"aws_security_group", "ingress", list(of443), list(of443 + "," + of8080), rule, planned(`"no-op"`, "NOW"), true},
		"the plan undoes it":                                     {"aws_security_group", "ingress", list(of443), list(of443 + "," + of8080), rule, planned(`"update"`, list(of443)), false},
		"what was recorded is back and it goes":                  {"aws_security_group", "ingress", "[]", list(of8080), rule, planned(`"update"`, "[]"), false},
		"the plan changes something else":                        {"aws_security_group", "ingress", list(of443), list(of443 + "," + of8080), rule, changes(`"update"`, `{"id":"x","ATTRIBUTE":NOW,"tags":{"a":"b"}}`), true},
		"the plan knows it afterwards":                           {"aws_security_group", "ingress", "[]", list(of8080), rule, strings.Replace(changes(`"update"`, `{"id":"x"}`), `"after":`, `"after_unknown":{"ATTRIBUTE":true},"after":`, 1), false},
		"refresh-only, nothing was recorded":                     {"aws_security_group", "ingress", "[]", list(of8080), rule, "", true},
		"refresh-only, null was recorded":                        {"aws_security_group", "ingress", "null", list(of8080), rule, "", true},
		"refresh-only, beside what is nobody else":               {"aws_security_group", "ingress", list(of443), list(of443 + "," + of8080), rule, "", false},
		"refresh-only, beside another's":                         {"aws_iam_role", "inline_policy", list(`{"name":"a","policy":"{}"}`), list(`{"name":"a","policy":"{}"},{"name":"b","policy":"{}"}`), other("aws_iam_role_policy", `{"role":"x","name":"a","policy":"{}"}`) + "," + other("aws_iam_role_policy", `{"role":"x","name":"b","policy":"{}"}`), "", true},
		"refresh-only, versioning of which nothing was recorded": {"aws_s3_bucket", "versioning", "[]", on, versioning, "", true},
		"refresh-only, versioning":                               {"aws_s3_bucket", "versioning", off, on, versioning, "", true},
		"refresh-only, versioning that was on":                   {"aws_s3_bucket", "versioning", on, off, strings.Replace(versioning, "Enabled", "Suspended", 1), "", false},
		"versioning that the plan turns off":                     {"aws_s3_bucket", "versioning", off, on, versioning, planned(`"update"`, off), false},
		"a policy that the plan takes away":                      {"aws_s3_bucket", "policy", `""`, `"P"`, other("aws_s3_bucket_policy", `{"bucket":"x","policy":"P"}`), planned(`"update"`, `""`), false},
		"a policy of a bucket made anew":                         {"aws_s3_bucket", "policy", `""`, `"P"`, other("aws_s3_bucket_policy", `{"bucket":"x","policy":"P"}`), planned(`"delete","create"`, `"P"`), true},
	} {
		if c.changes == "" {
			c.changes = `"planned_values":{"root_module":{}}`
		}
		now := strings.NewReplacer("TYPE", c.typ, "ATTRIBUTE", c.attribute, "NOW", c.after)
		entry := now.Replace(`{"address":"TYPE.x","type":"TYPE","name":"x","change":{"actions":["update"],"before":{"id":"x","ATTRIBUTE":` + c.before + `},"after":{"id":"x","ATTRIBUTE":NOW}}}`)
		code := now.Replace(`"configuration":{"root_module":{"resources":[{"address":"TYPE.x","expressions":{"name":{"constant_value":"x"}}}]}}`)
		state := `"prior_state":{"values":{"root_module":{"resources":[` + c.by + `]}}}`
		text := strings.Replace(plan(drift(entry), state, code, now.Replace(c.changes)), `"planned_values":{"root_module":{"resources":[]}},`, "", 1)
		_, all := mustOpen(t, text)
		for _, change := range models.Changes(all[0].Expected, all[0].Actual) {
			_, companion := all[0].Companion(change.Path)
			if got := companion || all[0].Managed(change); got != c.want && change.InActual {
				t.Errorf("%s: %s %t, want %t", name, change.Path, got, c.want)
			}
		}
	}
}
