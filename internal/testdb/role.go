package testdb

import (
	"crypto/rand"
	"net/url"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
)

// Role makes a role that owns nothing, and gives its name and a URL whose sessions in a
// test's database act as it. The role goes with the cluster.
func Role(t testing.TB, database string) (name, as string) {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal("testdb: the database's URL cannot be read")
	}
	name = "role_" + strings.ToLower(rand.Text()) // needs no quoting
	if err := With(t, postgres.Config{URL: database}).Gorm.Exec("CREATE ROLE " + name).Error; err != nil {
		t.Fatal("testdb: ", err)
	}
	query := u.Query()
	query.Set("role", name)
	u.RawQuery = query.Encode()
	return name, u.String()
}
