package reports_test

import (
	"bufio"
	"fmt"
	"strings"
)

// smallDigest writes a digest of resources that have no more than an id.
func smallDigest(w *bufio.Writer, bytes int) {
	before, after, _ := strings.Cut(digest(`"HERE"`), `"HERE"`)
	w.WriteString(before)
	repeated(w, bytes, func(i int) string {
		op := "refresh"
		if i%10 == 0 {
			op = "update"
		}
		return pulumiStep(op, "x:y:Z", fmt.Sprint(i), `"custom":true,"id":"1","outputs":{"x":1}`, `"custom":true,"id":"1","outputs":{"x":2}`)
	})
	w.WriteString(after)
}

// writeDigest writes a digest of some 8 kB a resource, of which each tenth has drifted.
func writeDigest(w *bufio.Writer, resources int) {
	pad := strings.Repeat("0123456789", 180)
	before, after, _ := strings.Cut(digest(`"HERE"`), `"HERE"`)
	w.WriteString(before)
	for i := range resources {
		state := func(size int) string {
			values := fmt.Sprintf(`{"arn":"arn:aws:ec2:eu-central-1:111122223333:instance/i-%d","size":%d,"password":"[secret]","userData":%q}`, i, size, pad)
			return fmt.Sprintf(`"custom":true,"id":"i-%d","inputs":%s,"outputs":%[2]s,"provider":"urn:pulumi:dev::shop::pulumi:providers:aws::default::1"`, i, values)
		}
		op, size := "refresh", 1
		if i%10 == 0 {
			op, size = "update", 2
		}
		if i > 0 {
			w.WriteByte(',')
		}
		w.WriteString(pulumiStep(op, "aws:ec2/instance:Instance", fmt.Sprint("web-", i), state(1), state(size), `"detailedDiff":{"password":{}}`))
	}
	w.WriteString(after)
}
