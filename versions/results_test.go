package main

import "testing"

func TestTable(t *testing.T) {
	t.Parallel()
	var r results
	r.read(release{version: "14.23"}, "ok  \tgithub.com/clouddrift/guardian\t7.2s\n?   \tgithub.com/clouddrift/guardian/bench\t[no test files]\n"+
		"--- FAIL: TestX (0.01s)\nFAIL\nFAIL\tgithub.com/clouddrift/guardian/seed\t3.0s\nFAIL\n")
	r.read(release{version: "18.4"}, "ok  \tgithub.com/clouddrift/guardian/seed\t(cached)\n")
	const want = `| package | 14.23 | 18.4 |
|---|---|---|
| . | 7.2s | - |
| seed | **fails** | (cached) |
`
	if got := r.table(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
