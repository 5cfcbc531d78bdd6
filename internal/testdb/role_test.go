package testdb_test

import (
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
)

// What acts as a role has none of the rights of the tests' own user.
func TestRole(t *testing.T) {
	t.Parallel()
	name, url := testdb.Role(t, testdb.New(t).URL)
	db := testdb.With(t, postgres.Config{URL: url})
	var is string
	if err := db.Gorm.Raw("SELECT current_user").Scan(&is).Error; err != nil || is != name {
		t.Errorf("acts as %q, want %q: %v", is, name, err)
	}
	if err := db.Gorm.Exec("SELECT FROM drifts").Error; err == nil {
		t.Error("reads what it was given no right to")
	}
}
