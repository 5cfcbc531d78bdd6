//go:build linux

package main

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// payloads are texts that do something where they come out as they went in.
var payloads = []string{
	`"'><xss-tag onload=xss()>`,
	`" onmouseover="xss()`,
	`</title></script></textarea><xss-tag>`,
	`javascript:xss()`,
	`'; DROP TABLE drifts; --`,
	`$1 ? @id %s {{.}} ${jndi:ldap://x} $(touch x)`,
	"\x1b]0;xss\x07\x1b[31m\u009b1m",
	"\r\n| a | b |\n\n# xss\n",
	"\u202exss\u2066",
	`=cmd|' /C calc'!A0`,
	`+1+cmd`, `-1+cmd`, "@SUM(1)", "\t=1+cmd", "\uff1d1+cmd",
	`</code><xss-tag src=x onerror=xss()>` + "`",
	"]]>", "a\x00b",
}

// samples are the reports that this repository has of every format.
func samples(t *trial) (files []string) {
	t.Helper()
	for _, format := range []string{"terraform", "opentofu", "driftctl", "cloudformation", "pulumi", "awsconfig"} {
		found, err := filepath.Glob(filepath.Join("..", "reports", "testdata", format, "*.json"))
		t.ok(err)
		for _, file := range found {
			if info, err := os.Stat(file); err == nil && info.Size() < 100_000 {
				files = append(files, file)
			}
		}
	}
	if len(files) < 50 {
		t.Fatalf("only %d reports are found", len(files))
	}
	return files
}

// poisoned gives a report with payloads in some of its texts, one in often of them, and in
// names of attributes. It is nil where the report is not one piece of JSON.
func poisoned(raw []byte, often int, random *rand.Rand) []byte {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return nil
	}
	p := poison{often, random}
	out, err := json.Marshal(p.in(v))
	if err != nil {
		return nil
	}
	return out
}

type poison struct {
	often  int
	random *rand.Rand
}

func (p poison) chance() bool { return p.random.IntN(p.often) == 0 }

func (p poison) text(s string) string {
	payload := payloads[p.random.IntN(len(payloads))]
	switch p.random.IntN(3) {
	case 0:
		return payload
	case 1:
		return payload + s
	}
	return s + payload
}

func (p poison) in(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range models.SortedKeys(v) {
			part := v[name]
			v[name] = p.in(part)
			if p.chance() && p.random.IntN(4) == 0 {
				v[p.text(name)] = part
			}
		}
	case []any:
		for i := range v {
			v[i] = p.in(v[i])
		}
	case string:
		return p.inText(v)
	}
	return v
}

// inText poisons a text, or the texts of the JSON that it holds.
func (p poison) inText(s string) any {
	var inner any
	if strings.HasPrefix(s, "{") && json.Unmarshal([]byte(s), &inner) == nil {
		if raw, err := json.Marshal(p.in(inner)); err == nil {
			return string(raw)
		}
	}
	if !p.chance() {
		return s
	}
	return p.text(s)
}
