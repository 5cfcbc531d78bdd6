package reports_test

import (
	"strings"
	"testing"
)

// An address is never empty, never two resources', and Terraform's own where the
// report has it.
func TestDriftctlAddresses(t *testing.T) {
	t.Parallel()
	const a, b = `"managed":[`, `],"unmanaged":[`
	for text, want := range map[string]string{
		scan(a + inScan("i", "x") + `]`):                                                                                         "t_a.x",
		scan(a + inScan("i", "") + `]`):                                                                                          "t_a:i",
		scan(a + inScan("i", "x") + `,` + inScan("j", "x") + `]`):                                                                "t_a.x:i t_a.x:j",
		scan(a + inScan("i", "x") + `,` + inScan("i", "x") + `]`):                                                                "t_a.x",
		scan(a + inScan("i", "x") + `,` + inScan("i", "y") + `]`):                                                                "t_a.x t_a.y",
		scan(a + inScan("i", "x") + `,` + inScan("i", "y") + `,` + inScan("i", "") + `]`):                                        "t_a.x t_a.y t_a:i",
		scan(a + inScan("i", "no name") + `]`):                                                                                   "t_a:i",
		scan(a+inScan("i", "")+`]`, `"missing":[`+inScan("i", "x")+`]`):                                                          "t_a.x",
		scan(a + inScan("i", "") + b + inScan("i", "x") + `,` + inScan("k", "") + `]`):                                           "t_a:i | t_a:i (unmanaged) t_a:k",
		scan(`"managed":[{"id":"i","type":"t_a","source":{"namespace":"module.m[0].module.n[\"a.b/c\"]","internal_name":"x"}}]`): `module.m[0].module.n["a.b/c"].t_a.x`,
		scan(`"managed":[{"id":"i","type":"t_a","source":{"namespace":"elsewhere","internal_name":"x"}}]`):                       "t_a:i",
		scan(`"managed":[{"id":"i","type":"t_a","source":null}]`):                                                                "t_a:i",
	} {
		r, all := mustOpen(t, text)
		var got []string
		for _, c := range r.Checked {
			got = append(got, c.Address)
		}
		for i, e := range all {
			if i == 0 && e.Action == "unmanaged" {
				got = append(got, "|")
			}
			if e.Action == "unmanaged" {
				got = append(got, e.Address)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", text, got, want)
		}
	}
}
