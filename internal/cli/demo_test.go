package cli_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

func TestDemo(t *testing.T) {
	t.Parallel()
	db := testdb.Empty(t)
	first := start(t, on(db, "demo", "--http-addr", "127.0.0.1:0")...)
	all := total(t, first.url+"/debug/drifts?format=json")
	if n := total(t, first.url+"/debug/drifts?format=json&scope=samples/web-shop"); n != 7 || all < 64+n {
		t.Errorf("%d drifts, %d of the sample", all, n)
	}
	if _, body := get(t, first.url+"/debug/drifts?format=json&scope=samples/web-shop&sort=-costImpactMonthly"); !strings.Contains(body, `"costImpactMonthly":53.14`) {
		t.Errorf("the sample has no costs: %.300s", body)
	}
	// The samples hold secrets that were planted in them.
	if _, body := get(t, first.url+"/debug/drifts?format=ndjson"); strings.Contains(body, "S3CR3T") || strings.Contains(body, "SECRETKEY") || !strings.Contains(body, "(sensitive)") {
		t.Error("a sample shows a secret")
	}
	if code := first.stop(); code != 0 {
		t.Errorf("exit status %d: %s", code, first.err)
	}
	second := start(t, on(db, "demo", "--http-addr", "127.0.0.1:0")...)
	if n := total(t, second.url+"/debug/drifts?format=json"); n != all {
		t.Errorf("%d drifts, then %d", all, n)
	}
	if out := second.out.String(); strings.Contains(out, "Seeded") {
		t.Errorf("said %q", out)
	}
	second.stop()
	// The samples count as the seed's own.
	ok(t, on(db, "seed", "--drifts", "5")...)
}

func TestDemoClearsNothing(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	imported(t, db)
	s := start(t, on(db, "demo", "--http-addr", "127.0.0.1:0")...)
	if n := total(t, s.url+"/debug/drifts?format=json"); n != 7 {
		t.Errorf("%d drifts", n)
	}
	if out := s.out.String(); !strings.Contains(out, "holds data of its own") {
		t.Errorf("said %q", out)
	}
}
