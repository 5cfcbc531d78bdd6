package pages

import (
	"strings"
	"testing"
)

func TestScanWords(t *testing.T) {
	t.Parallel()
	if got := strings.Join(outcomes(scan()), "; "); got != "1 new; 1 seen again" {
		t.Error(got)
	}
	if got := strings.Join(suppressed(scan()), "; "); got != "3 empty" {
		t.Error(got)
	}
}
