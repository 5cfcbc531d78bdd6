package rules_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/rules"
)

// hidden gives texts without their secrets, S standing for what is in the place of one.
func hidden(text string) string {
	return strings.ReplaceAll(rules.Default().For("zz_unknown").HideIn(text), models.Redacted, "S")
}

func TestHideIn(t *testing.T) {
	t.Parallel()
	key := "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nQ==\n-----END RSA PRIVATE KEY-----"
	script := base64.StdEncoding.EncodeToString([]byte("#!/bin/sh\nexport DB_PASSWORD=hunter2\n"))
	for text, want := range map[string]string{
		"postgres://app:hunter2@db:5432/app?sslmode=require":                              "postgres://app:S@db:5432/app?sslmode=require",
		"amqp://:hunter2@mq, redis://mq:6379":                                             "amqp://:S@mq, redis://mq:6379",
		"postgres://app:hun@ter2@db/app and a@b.c":                                        "postgres://app:S@db/app and a@b.c",
		"redis://:hun/ter2@cache:6379/0":                                                  "redis://:S@cache:6379/0",
		"amqp://app:hun/t@er2@mq:5672/v,x":                                                "amqp://app:S@mq:5672/v,x",
		"https://h:8080/a,b@c https://h:8080/@x/y":                                        "https://h:8080/a,b@c https://h:8080/@x/y",
		"https://${HOST}:${PORT}/x@y":                                                     "https://${HOST}:${PORT}/x@y",
		"https://example.com:8080/a@b":                                                    "https://example.com:8080/a@b",
		"postgres://app:${PASSWORD}@db":                                                   "postgres://app:${PASSWORD}@db",
		"before\n" + key + "\nafter " + key + ".":                                         "before\nS\nafter S.",
		"-----BEGIN PRIVATE KEY-----\nMIIEow":                                             "S",
		"-----BEGIN CERTIFICATE-----\nMIIEow":                                             "-----BEGIN CERTIFICATE-----\nMIIEow",
		"-----BEGIN PGP PRIVATE KEY BLOCK-----\nx\n-----END PGP PRIVATE KEY BLOCK-----\n": "S\n",
		"<user>a</user><password> hunter2 </password><passwords><a/></passwords>":         "<user>a</user><password>S</password><passwords><a/></passwords>",
		script: "S",
		base64.StdEncoding.EncodeToString([]byte("#!/bin/sh\necho hello\n")): base64.StdEncoding.EncodeToString([]byte("#!/bin/sh\necho hello\n")),
		"i-0abc1234567890def": "i-0abc1234567890def", "": "", "a=b": "a=b",
		"arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf",
	} {
		if got := hidden(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}
