package rulebook

import (
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func TestOwner(t *testing.T) {
	t.Parallel()
	b := book(t, `
owner "pay" {
  scope = ["prod/payments*"]
  tags  = { Team = "pay*", "a.b/env" = "*" }
}
owner "data" { type = ["RDS", "AWS::DynamoDB::*"] }
owner "shop" { address = ["module.shop[\"eu\"].*"] }
owner "pay" { tags = { Team = "pay" } }
`)
	for name, c := range map[string]struct {
		on   Subject
		want string
	}{
		"all that is asked for":       {Subject{Scope: "prod/payments-eu", Tags: map[string]string{"Team": "payments", "a.b/env": ""}}, `owner "pay"`},
		"a tag is missing":            {Subject{Scope: "prod/payments-eu", Tags: map[string]string{"Team": "payments"}}, ""},
		"by the second of its blocks": {Subject{Tags: map[string]string{"Team": "pay"}}, `owner "pay"[2]`},
		"case of a tag counts":        {Subject{Tags: map[string]string{"team": "pay"}}, ""},
		"the short name of Terraform": {Subject{Type: "aws_db_instance"}, `owner "data"`},
		"of CloudFormation":           {Subject{Type: "AWS::RDS::DBInstance"}, `owner "data"`},
		"a type by a pattern":         {Subject{Type: "AWS::DynamoDB::Table"}, `owner "data"`},
		"case of a type counts":       {Subject{Type: "rds"}, ""},
		"an instance of a module":     {Subject{Address: `module.shop["eu"].aws_instance.web[0]`}, `owner "shop"`},
		"another instance":            {Subject{Address: `module.shop["us"].aws_instance.web`}, ""},
		"the first that matches":      {Subject{Type: "aws_db_instance", Tags: map[string]string{"Team": "pay"}}, `owner "data"`},
	} {
		got := ""
		if r := b.On(c.on, now).Owner(); r != nil {
			got = r.Key
		}
		if got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestDue(t *testing.T) {
	t.Parallel()
	b := book(t, `
owner "pay" { type = ["x"] }
due {
  severity = "critical"
  owner    = ["pay"]
  within   = "4h"
}
due {
  severity = "critical"
  within   = "24h"
}
due {
  scope  = ["prod/*"]
  within = "2w"
}
`)
	for _, c := range []struct {
		scope, severity, owner string
		want                   time.Duration
	}{
		{"dev", "critical", "pay", 4 * time.Hour},
		{"dev", "critical", "", 24 * time.Hour},
		{"dev", "info", "pay", 0},
		{"prod/a", "info", "pay", 14 * 24 * time.Hour},
	} {
		var got time.Duration
		if r := b.On(Subject{Scope: c.scope}, now).Due(models.Severity(c.severity), c.owner); r != nil {
			got = r.Within
		}
		if got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
	var none *Sheet
	if none.Owner() != nil || none.Due("critical", "") != nil || none.IgnoresWhole() != nil || none.Ignores(models.Change{}) != nil {
		t.Error("no sheet has rules")
	}
	if s, r := none.Grade(models.Change{}, "info"); s != "info" || r != nil {
		t.Error("no sheet grades")
	}
	if s, r := none.GradeWhole("info"); s != "info" || r != nil {
		t.Error("no sheet grades the whole")
	}
}
