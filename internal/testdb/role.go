package testdb

import (
	"crypto/rand"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
)

func (d Database) as(role string) Database {
	if d.granted || role == super {
		d.URL, d.shortest = as(d.URL, role), as(d.shortest, role)
	}
	return d
}

// Owner is the same database for the owner of its tables; one of [Empty] is the owner's anyhow.
func (d Database) Owner() Database { return d.as(owner) }

// Reader is the same database for the role that only reads, where it has been given that.
func (d Database) Reader() Database { return d.as(reader) }

// Super is the same database for the cluster's own user, whom nothing is refused.
func (d Database) Super() Database { return d.as(super) }

// OpenOwner is [Open] for the owner of the tables, who alone seeds, migrates and verifies.
func OpenOwner(t testing.TB) *postgres.DB {
	t.Helper()
	return open(t, New(t).Owner())
}

// Owner opens the database of another connection for the owner of its tables, until the test ends.
func Owner(t testing.TB, db *postgres.DB) *postgres.DB { t.Helper(); return another(t, db, owner) }

// Super opens it for the cluster's own user, whom nothing is refused: who forges, kills and resets.
func Super(t testing.TB, db *postgres.DB) *postgres.DB { t.Helper(); return another(t, db, super) }

// others are the connections of other roles to the database of one that is open, until the test ends
// that wanted them first; those of a lent one as long as it is.
var others sync.Map

type other struct {
	db   *postgres.DB
	role string
}

func another(t testing.TB, db *postgres.DB, role string) *postgres.DB {
	t.Helper()
	if db.Pool.Config().ConnConfig.User == super {
		role = super // a server of a test's own has no other
	}
	key := other{db, role}
	if found, ok := others.Load(key); ok {
		return found.(*postgres.DB)
	}
	opened := With(t, postgres.Config{URL: as(db.Pool.Config().ConnString(), role)})
	others.Store(key, opened)
	t.Cleanup(func() { others.Delete(key) })
	return opened
}

// Role makes a role that owns nothing, and gives its name and a URL by which it is the user of
// a test's database. The role goes with the cluster.
func Role(t testing.TB, database string) (name, address string) {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal("testdb: the database's URL cannot be read")
	}
	password, _ := u.User.Password()
	name = "role_" + strings.ToLower(rand.Text()) // needs no quoting
	if err := With(t, postgres.Config{URL: as(database, super)}).Gorm.Exec("CREATE ROLE " + name + " LOGIN PASSWORD '" + password + "'").Error; err != nil {
		t.Fatal("testdb: ", err)
	}
	return name, as(database, name)
}

// Set is a database's URL with a setting that its sessions begin with.
func Set(t testing.TB, database, name, value string) string {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal("testdb: the database's URL cannot be read")
	}
	settings := u.Query()
	settings.Set(name, value)
	u.RawQuery = settings.Encode()
	return u.String()
}
