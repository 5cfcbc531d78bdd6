package reports_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestPlacesOfRealPlans(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"aws_db_instance.eu":                "eu-central-1 111122223333",
		"aws_iam_role.global":               "global 111122223333",
		"aws_sqs_queue.tokyo":               "ap-northeast-1 111122223333",
		"module.cn.aws_db_instance.this":    "cn-north-1 777788889999",
		"module.cn.aws_instance.this":       "cn-north-1 777788889999",
		"module.stage.aws_db_instance.this": "eu-central-1 444455556666",
		"module.us.aws_db_instance.this":    "us-east-1 111122223333",
		"module.us.aws_s3_bucket.this":      "us-east-1 ",
	}
	for _, file := range []string{"09-regions.plan.json", "09-regions.refresh.json"} {
		_, all := copied.read(t, file)
		for _, e := range all {
			if got := e.Region + " " + e.Account; got != want[e.Address] {
				t.Errorf("%s: %s is in %q, want %q", file, e.Address, got, want[e.Address])
			}
		}
	}
	_, all := copied.read(t, "08-modules.plan.json")
	for _, e := range all {
		if e.Region != "eu-central-1" || e.Account != "111122223333" {
			t.Errorf("%s is in %q of %q", e.Address, e.Region, e.Account)
		}
	}
}

const configuration = `"configuration":{
	"provider_config":{
		"aws":{"expressions":{"region":{"constant_value":"eu-west-1"}}},
		"aws.var":{"expressions":{"region":{"references":["var.region"]}}},
		"aws.secret":{"expressions":{"region":{"references":["var.secret"]}}},
		"aws.part":{"expressions":{"region":{"references":["var.stage"]}}},
		"aws.two":{"expressions":{"region":{"references":["var.region","var.stage"]}}},
		"module.m:aws":{"expressions":{"region":{"references":["var.region"]}}},
		"plain":{}},
	"root_module":{
		"variables":{"region":{},"secret":{"sensitive":true},"stage":{}},
		"resources":[
			{"address":"aws_x.const","provider_config_key":"aws"},
			{"address":"aws_x.var","provider_config_key":"aws.var"},
			{"address":"aws_x.secret","provider_config_key":"aws.secret"},
			{"address":"aws_x.part","provider_config_key":"aws.part"},
			{"address":"aws_x.two","provider_config_key":"aws.two"},
			{"address":"plain_x.none","provider_config_key":"plain"}],
		"module_calls":{"m":{"module":{
			"variables":{"region":{"sensitive":true}},
			"resources":[{"address":"aws_x.own","provider_config_key":"module.m:aws"}],
			"module_calls":{"n":{"module":{"resources":[{"address":"aws_x.deep","provider_config_key":"aws"}]}}}}}}}}`

const variables = `"variables":{"region":{"value":"ap-south-1"},"secret":{"value":"us-east-2"},"stage":{"value":"prod"},"list":{"value":["eu-west-1"]}}`

func TestPlaces(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ address, values, want string }{
		// In the order of precedence.
		{"aws_x.const", `"region":"us-west-1","arn":"arn:aws:sqs:eu-north-1:111122223333:q"`, "us-west-1 111122223333"},
		{"aws_x.const", `"arn":"arn:aws:sqs:eu-north-1:111122223333:q","availability_zone":"sa-east-1a"`, "eu-north-1 111122223333"},
		{"aws_x.const", `"availability_zone":"sa-east-1a","owner_id":"444455556666"`, "eu-west-1 444455556666"},
		{"aws_x.unknown", `"availability_zone":"sa-east-1a"`, "sa-east-1 "},
		{"aws_x.unknown", `"availability_zone":"us-west-2-lax-1a"`, " "},
		{"aws_x.unknown", `"availability_zone":"nova"`, " "},
		// ARNs without a region.
		{"aws_x.const", `"arn":"arn:aws:iam::111122223333:role/r"`, "global 111122223333"},
		{"aws_x.const", `"arn":"arn:aws:iam::aws:policy/p"`, "global "},
		{"aws_x.const", `"arn":"arn:aws-cn:s3:::bucket"`, "eu-west-1 "},
		{"aws_x.const", `"arn":"not an arn","region":""`, "eu-west-1 "},
		{"aws_x.const", `"region":["us-west-1"]`, "eu-west-1 "},
		{"aws_x.const", `"region":"` + strings.Repeat("r", 51) + `"`, "eu-west-1 "},
		{"aws_x.const", `"region":"a\u0000b"`, "eu-west-1 "},
		// By the provider's configuration.
		{"aws_x.var", ``, "ap-south-1 "},
		{"aws_x.secret", ``, " "},
		{"aws_x.part", ``, " "},
		{"aws_x.two", ``, " "},
		{"plain_x.none", ``, " "},
		{`module.m["a]\"[b"].aws_x.own[0]`, ``, " "},
		{`module.m["a]\"[b"].module.n[3].aws_x.deep["k"]`, ``, "eu-west-1 "},
		// Other clouds.
		{"google_x.a", `"zone":"europe-west4-b"`, "europe-west4 "},
		{"google_x.a", `"region":"https://www.googleapis.com/compute/v1/projects/p/regions/us-central1","owner_id":"111122223333"`, "us-central1 "},
		{"google_x.a", `"location":"EU"`, "EU "},
		{"azurerm_x.a", `"location":"westeurope"`, "westeurope "},
		{"other_x.a", `"location":"attic"`, " "},
	} {
		typ := c.address[strings.LastIndex(c.address[:strings.LastIndex(c.address, "_x")], ".")+1:]
		typ, _, _ = strings.Cut(typ, ".")
		for _, sides := range []string{`"before":{%s},"after":{}`, `"before":{},"after":{%s}`} { // whichever side has it
			entry := fmt.Sprintf(`{"address":%q,"mode":"managed","type":%q,"name":"a","change":{"actions":["update"],`+sides+`}}`, c.address, typ, c.values)
			_, all := mustOpen(t, plan(drift(entry), configuration, variables))
			if got := all[0].Region + " " + all[0].Account; got != c.want {
				t.Errorf("%s with %s: got %q, want %q", c.address, c.values, got, c.want)
			}
		}
	}
}
