package reports_test

import (
	"bufio"
	"fmt"
	"strings"
)

// smallScan writes a scan of resources with a source each, a third of them in each list.
func smallScan(w *bufio.Writer, bytes int) {
	for i, name := range []string{"unmanaged", "missing", "managed"} {
		fmt.Fprintf(w, `%s%q:[`, []string{"{", ",", ","}[i], name)
		repeated(w, bytes/3, func(i int) string {
			return fmt.Sprintf(`{"id":"%s%d","type":"t","source":{"internal_name":"%[1]s%[2]d"}}`, name, i)
		})
		w.WriteByte(']')
	}
	w.WriteString(`,"coverage":null}`)
}

// writeScan writes a deep scan of some 4 kB a resource, each of which has drifted; as many
// that no code knows are left out, so that every entry is a resource that was checked.
func writeScan(w *bufio.Writer, resources int) {
	pad := strings.Repeat("0123456789", 190)
	resource := func(i int) string {
		return fmt.Sprintf(`{"id":"i-%d","type":"aws_instance","human_readable_attributes":{"Name":"web-%[1]d"},`+
			`"source":{"source":"tfstate://terraform.tfstate","namespace":"module.web[%d]","internal_name":"server"}}`, i, i/10)
	}
	list := func(name string, element func(i int) string) {
		fmt.Fprintf(w, `%q:[`, name)
		for i := range resources {
			if i > 0 {
				w.WriteByte(',')
			}
			w.WriteString(element(i))
		}
		w.WriteByte(']')
	}
	w.WriteString(`{"options":{"deep":true},"unmanaged":null,"missing":null,`)
	list("differences", func(i int) string {
		return fmt.Sprintf(`{"res":%s,"changelog":[{"type":"update","path":["user_data"],"from":"%s","to":"%s %d"}]}`, resource(i), pad, pad, i)
	})
	w.WriteByte(',')
	list("managed", resource)
	w.WriteString(`,"coverage":100,"alerts":null,"date":"2026-11-20T03:00:12Z"}`)
}
