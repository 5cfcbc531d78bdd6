package rules_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

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

// A line of many names costs no more than it is long, however its values end or do not:
// what takes a moment here once took minutes. Not parallel: it compares times.
func TestHideInLongLines(t *testing.T) {
	took := func(part string, length int) time.Duration {
		text, least := strings.Repeat(part, length/len(part)), time.Hour
		for range 3 {
			began := time.Now()
			hidden(text)
			least = min(least, time.Since(began))
		}
		return least
	}
	const length, times = 5_000, 8
	for _, part := range []string{"password=x12345;", "token={{", "tokens=(", "token=<", `password="`, `\"password\":\"x\",`, "{name: ", "--password x ", "curl -u a:", `("password","`, "a://b:c"} {
		// By its length it is 8 times as much, by its square 64 times. On a busy machine a
		// longer time is interrupted more often, so that one measurement says little.
		for attempt := 1; ; attempt++ {
			one, many := took(part, length), took(part, length*times)
			if many <= 3*times*max(one, 100*time.Microsecond) {
				break
			}
			if attempt == 5 {
				t.Errorf("%d characters of %s take %s, %d times as many %s", length, part, one, times, many)
				break
			}
		}
	}
}
