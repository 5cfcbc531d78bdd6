package schema_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/schema"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
)

// Citus takes each statement that compares sums and writes them anew, and hears that they may be written before they are.
func TestStatementsOnCitus(t *testing.T) {
	t.Parallel()
	db := testdb.OpenOwner(t)
	var mu sync.Mutex
	var sent []string
	exec := func(sql string) {
		t.Helper()
		if _, err := db.Pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	exec(few)
	db.Hear(func(s postgres.Sent) {
		mu.Lock()
		defer mu.Unlock()
		sent = append(sent, s.SQL)
	})
	var sums []string
	err := db.Gorm.Raw("SELECT tgrelid::regclass FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid WHERE proname = 'keep_sums' AND tgrelid <> 'counted_drifts'::regclass").Scan(&sums).Error
	if err != nil || len(sums) == 0 {
		t.Fatal(sums, err)
	}
	for harm, tables := range map[string]int{
		strings.Join(sums, ", "): len(sums),
		"counted_drifts":         1, // of which sums are written with it
	} {
		exec("TRUNCATE " + harm)
		rebuilt, err := schema.Rebuild(t.Context(), db.Gorm, "")
		if err != nil || len(rebuilt) != tables {
			t.Fatalf("rebuilt %v of %s, %v", rebuilt, harm, err)
		}
	}
	if _, err := schema.Sums(t.Context(), db.Gorm, "", time.Minute); err != nil {
		t.Fatal(err)
	}
	db.Hear(nil)
	for _, sql := range sent {
		if why := testdb.RefusedByCitus(sql); why != "" {
			t.Errorf("%s\n%s", why, sql)
		}
	}
	if told := slices.Index(sent, migrations.Keeping[0]); told < 0 || told > slices.Index(sent, migrations.Keeping[1]) {
		t.Errorf("Citus does not hand on that sums may be written: %q", sent)
	}
}
