package reports_test

import (
	"strings"
	"testing"
)

func TestEntriesOfFormat0(t *testing.T) {
	t.Parallel()
	entry := func(rest string) string {
		return `{"mode":"managed","type":"t","name":"a",` + rest + `"change":{"actions":["update"],"before":{},"after":{}}}`
	}
	for rest, want := range map[string]string{
		``:            `t.a`,
		`"index":3,`:  `t.a[3]`,
		`"index":"",`: `t.a[""]`,
		`"module_address":"module.m[\"x\"]","index":"k",`: `module.m["x"].t.a["k"]`,
		`"index":"a\"b\\c\n${d}%{e}$%\u200b",`:            `t.a["a\"b\\c\n$${d}%%{e}$%\u200b"]`,
	} {
		text := `{"format_version":"0.2","planned_values":{},` + drift(entry(rest)) + `}`
		if _, all := mustOpen(t, text); all[0].Address != want {
			t.Errorf("%s: got %s, want %s", rest, all[0].Address, want)
		}
	}
	// The same is refused from format 1 on, wherever the version stands in the file.
	_, err := open(t, `{`+drift(entry(``))+`,"format_version":"1.0"}`)
	if err == nil || !strings.Contains(err.Error(), "resource_drift[0].address") {
		t.Errorf("got %v", err)
	}
}
