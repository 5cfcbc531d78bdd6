package pages

import "testing"

func TestCounts(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{counted(1, "scan"), "1 scan"}, {counted(2000, "scan"), "2,000 scans"}, {grouped(-1234567), "-1,234,567"}, {grouped(999), "999"},
		{groupDigits("1234.5678"), "1,234.5678"}, {sentence("detected"), "Detected"}, {sentence(""), ""}, {text(nil), ""}, {text(ptr("a")), "a"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%q, want %q", pair[0], pair[1])
		}
	}
}
