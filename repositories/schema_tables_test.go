package repositories_test

import (
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/repositories"
)

// asCitus has what Citus has of a schema that lies on another server, which here is the same one.
const asCitus = `
CREATE TABLE pg_dist_partition (logicalrelid REGCLASS);
INSERT INTO pg_dist_partition VALUES ('guardian_migrations');
CREATE FUNCTION run_command_on_shards(regclass, command text) RETURNS TABLE (success boolean, result text) LANGUAGE plpgsql AS $$
BEGIN
  success := true;
  EXECUTE command INTO result;
  RETURN NEXT;
END $$;
CREATE TABLE drifts_102008 AS SELECT generate_series(1, 1000) AS id;
CREATE TABLE users_102009 (id INTEGER PRIMARY KEY);
ANALYZE drifts_102008`

// The sizes of tables are those on the server that has them.
func TestTableFigures(t *testing.T) {
	t.Parallel()
	db := testdb.OpenOwner(t) // makes tables
	reader := repositories.NewReader(db, time.Minute)
	here, err := reader.Schema(t.Context())
	if err != nil || len(here.Tables) < 20 || here.Tables[0].TableBytes+here.Tables[0].IndexBytes < here.Tables[1].TableBytes+here.Tables[1].IndexBytes {
		t.Fatalf("%+v, %v: want each table, the largest first", here.Tables, err)
	}
	if _, err := db.Pool.Exec(t.Context(), asCitus); err != nil {
		t.Fatal(err)
	}
	// PostgreSQL 14 tells a moment later that a table was analyzed.
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		var told bool
		if err := db.Pool.QueryRow(t.Context(), "SELECT last_analyze IS NOT NULL FROM pg_stat_user_tables WHERE relname = 'drifts_102008'").Scan(&told); err != nil || told {
			break
		}
	}
	there, err := reader.Schema(t.Context())
	if err != nil || len(there.Tables) != 2 {
		t.Fatalf("%+v, %v: want the two tables of the other server", there.Tables, err)
	}
	if drifts := there.Tables[0]; drifts.Name != "drifts" || drifts.Rows != 1000 || drifts.TableBytes == 0 || drifts.AnalyzedAt == nil {
		t.Errorf("of drifts it says %+v", drifts)
	}
	if users := there.Tables[1]; users.Name != "users" || users.IndexBytes == 0 || there.Bytes != there.Tables[0].TableBytes+users.IndexBytes {
		t.Errorf("of users it says %+v, and of all %d bytes", users, there.Bytes)
	}
}
