package main

import (
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	lines, err := read("G104\tmodels/\tWriteString\tit cannot fail\nG304\tcli/\topen\tthe user's own\n")
	if err != nil {
		t.Fatal(err)
	}
	found := []finding{
		{Rule: "G104", File: "/x/models/a.go", Line: "3", Code: "2: a()\n3: b.WriteString(c)\n4: d()\n"},
		{Rule: "G104", File: "/x/models/a.go", Line: "4", Code: "3: b.WriteString(c)\n4: d()\n"},
		{Rule: "G104", File: "/x/server/a.go", Line: "3", Code: "3: b.WriteString(c)\n"},
	}
	wrong := check("/x", found, lines)
	if len(wrong) != 2 || !strings.HasPrefix(wrong[0], "models/a.go:4: G104") || !strings.HasPrefix(wrong[1], "server/a.go:3") || !lines[0].used || lines[1].used {
		t.Errorf("%q, used %v and %v", wrong, lines[0].used, lines[1].used)
	}
	for _, bad := range []string{"G104\tmodels/\tx\t\n", "G104 models/ x y\n", "G104\tmodels/\t(\tx\n"} {
		if _, err := read(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
