package reports_test

import (
	"runtime"
	"strings"
	"testing"
)

// A secret that stands in an address, a type or a version many times costs its length, and not its square: what stands
// behind each was copied with it. It counts bytes and not time, and nothing runs beside it.
func TestManySecretsInOneText(t *testing.T) {
	const secret = "hunter2-hunter2-hunter2-hunter2-"
	took := func(place string, copies int) uint64 {
		long := strings.Repeat(secret, copies)
		d := `{"address":"t.a[\"` + long + `\"]","mode":"managed","type":"t","name":"a","change":{"actions":["update"],"before":{"id":"i","n":"1"},"after":{"id":"i","n":"2"}}}`
		version := "1.11.4"
		switch place {
		case "type":
			d = strings.Replace(d, `"type":"t"`, `"type":"`+long+`"`, 1)
		case "version":
			d, version = strings.Replace(d, long, "0", 1), long
		}
		text := plan(drift(d), `"output_changes":{"o":{"actions":["create"],"before":null,"after":"`+secret+`","before_sensitive":false,"after_sensitive":true}}`)
		text = strings.Replace(text, "1.11.4", version, 1)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if got := said(t, text); strings.Contains(got, secret) {
			t.Error("the secret can be read")
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	for _, place := range []string{"address", "type", "version"} {
		if one, many := took(place, 250), took(place, 2000); many > 16*one {
			t.Errorf("%s: 8 times as long takes %d bytes in place of %d", place, many, one)
		}
	}
}
