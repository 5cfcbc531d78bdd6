package schema_test

import (
	"context"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/schema"
	"github.com/clouddrift/guardian/internal/testdb"
)

func TestSchemaWithoutTables(t *testing.T) {
	t.Parallel()
	db, err := postgres.Open(context.Background(), postgres.Config{URL: testdb.Empty(t).URL})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = schema.Document(context.Background(), db.Gorm, "nowhere")
	if err == nil || !strings.Contains(err.Error(), `"nowhere" has no tables`) {
		t.Errorf("got %v", err)
	}
}
