package postgres_test

import (
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
)

// Whichever way a statement goes, it is heard, with its values.
func TestHear(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db := testdb.With(t, postgres.Config{URL: testdb.Empty(t).URL})
	if err := db.Gorm.Exec("CREATE TABLE heard (n int)").Error; err != nil {
		t.Fatal(err)
	}
	var sent []string
	var values []any
	db.Hear(func(s postgres.Sent) { sent, values = append(sent, s.SQL), append(values, s.Values...) })
	if err := db.Gorm.Exec("SELECT ?::text", "gorm").Error; err != nil {
		t.Fatal(err)
	}
	err := db.Pool.AcquireFunc(ctx, func(c *pgxpool.Conn) error {
		batch := &pgx.Batch{}
		batch.Queue("SELECT $1::text", "first")
		batch.Queue("SELECT $1::text || ''", "second")
		if err := c.Conn().SendBatch(ctx, batch).Close(); err != nil {
			return err
		}
		_, err := c.Conn().CopyFrom(ctx, pgx.Identifier{"heard"}, []string{"n"}, pgx.CopyFromRows([][]any{{1}}))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	db.Hear(nil)
	if err := db.Gorm.Exec("SELECT 1").Error; err != nil {
		t.Fatal(err)
	}
	if want := []string{"SELECT $1::text", "SELECT $1::text", "SELECT $1::text || ''", `COPY "heard"`}; !slices.Equal(sent, want) {
		t.Errorf("heard %q", sent)
	}
	if want := []any{"gorm", "first", "second", "n"}; !slices.Equal(values, want) {
		t.Errorf("heard the values %q", values)
	}
}
