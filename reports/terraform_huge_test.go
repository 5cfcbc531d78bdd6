package reports_test

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/reports"
)

// writePlan writes a plan of some 5 kB a resource, of which each tenth has drifted.
func writePlan(w *bufio.Writer, resources int) {
	pad := strings.Repeat("0123456789", 70)
	values := func(i, size int) string {
		return fmt.Sprintf(`{"id":"i-%d","arn":"arn:aws:ec2:eu-central-1:111122223333:instance/i-%d","size":%d,"tags":{"Name":"%d"},"user_data":%q}`, i, i, size, i, pad)
	}
	change := func(i int, action string, after int) string {
		return fmt.Sprintf(`{"address":"aws_instance.web[%d]","mode":"managed","type":"aws_instance","name":"web","index":%d,"change":{"actions":[%q],"before":%s,"after":%s,"after_unknown":{},"before_sensitive":{"user_data":true},"after_sensitive":{"user_data":true}}}`,
			i, i, action, values(i, 1), values(i, after))
	}
	list := func(name string, step int, entry func(i int) string) {
		fmt.Fprintf(w, `%q:[`, name)
		for i := 0; i < resources; i += step {
			if i > 0 {
				w.WriteByte(',')
			}
			w.WriteString(entry(i))
		}
		w.WriteByte(']')
	}
	resource := func(i int) string {
		return fmt.Sprintf(`{"address":"aws_instance.web[%d]","mode":"managed","type":"aws_instance","values":%s,"sensitive_values":{"user_data":true}}`, i, values(i, 1))
	}
	w.WriteString(`{"format_version":"1.2","complete":true,"planned_values":{"root_module":{`)
	list("resources", 1, resource)
	w.WriteString(`}},`)
	list("resource_drift", 10, func(i int) string { return change(i, "update", 2) })
	w.WriteByte(',')
	list("resource_changes", 1, func(i int) string { return change(i, "no-op", 1) })
	w.WriteString(`,"prior_state":{"values":{"root_module":{`)
	list("resources", 1, resource)
	w.WriteString(`}}}}`)
}

// smallPlan writes a plan in which each resource stands in each list.
func smallPlan(w *bufio.Writer, bytes int) {
	list := func(begin, element, end string) {
		w.WriteString(begin)
		repeated(w, bytes/4, func(i int) string { return fmt.Sprintf(element, i) })
		w.WriteString(end)
	}
	list(`{"format_version":"1.2","resource_changes":[`, `{"address":"a.b%d","mode":"managed","type":"a","change":{"actions":["update"],"before":{"x":1},"after":{"x":2}}}`, `]`)
	list(`,"prior_state":{"values":{"root_module":{"resources":[`, `{"address":"a.b%d","mode":"managed","type":"a","values":{"id":"%[1]d"}}`, `]}}}`)
	list(`,"configuration":{"root_module":{"resources":[`, `{"address":"a.b%d","expressions":{"x":{"constant_value":1}}}`, `]}}`)
	list(`,"resource_drift":[`, `{"address":"a.b%d","mode":"managed","type":"a","change":{"actions":["update"],"before":{"x":1},"after":{"x":2}}}`, `]}`)
}

// secretPlan writes a plan of which most is secrets.
func secretPlan(w *bufio.Writer, bytes int) {
	w.WriteString(`{"format_version":"1.2","resource_drift":[{"address":"a.b","mode":"managed","type":"a","change":{"actions":["update"],"before":{"x":1},"after":{"x":2}}}],"prior_state":{"values":{"root_module":{"resources":[`)
	repeated(w, bytes, func(i int) string {
		return fmt.Sprintf(`{"address":"a.b%d","mode":"managed","type":"a","values":{"id":"%[1]d","s":"secret-%[1]d%s"},"sensitive_values":{"s":true}}`, i, strings.Repeat("x", 10_000))
	})
	w.WriteString(`]}}}}`)
}

func BenchmarkPlanOf50MB(b *testing.B) {
	file := written(b, func(w *bufio.Writer) { writePlan(w, 14_000) })
	size, _ := file.Seek(0, io.SeekEnd)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		r, err := reports.Open(file, "")
		if err != nil {
			b.Fatal(err)
		}
		for _, err := range r.Entries() {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
