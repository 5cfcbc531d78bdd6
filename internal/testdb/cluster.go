package testdb

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/clouddrift/guardian/internal/pgserver"
	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/schema"
	"github.com/clouddrift/guardian/internal/testdir"
	"github.com/clouddrift/guardian/migrations"
)

const (
	folderPrefix = "guardian-testdb-"
	template     = "guardian_template"
	keepFile     = "keep" // marks a folder that a later run must not clear away

	// versionVariable names the major version on which the tests are to run, so that none
	// is passed over in silence where its programs cannot be run.
	versionVariable = "GUARDIAN_TEST_POSTGRES"
)

// cluster is the throwaway PostgreSQL of one test binary.
type cluster struct {
	dir    string
	server *pgserver.Share
	admin  *postgres.DB // to create and drop databases
	clone  string       // how CREATE DATABASE copies a template
}

// noAutovacuum keeps PostgreSQL from counting rows in its own time. It might do so just when a lent database has been
// emptied, or is being filled, and take each table for empty: thousands of steps then took a minute in place of a second.
const noAutovacuum = "autovacuum=off"

// The one cluster of this process, started by the first test that needs it, and
// its template, migrated by the first test that wants one.
var (
	theCluster  = sync.OnceValues(startCluster)
	theTemplate = sync.OnceValue(makeTemplate)
)

func startCluster() (*cluster, error) {
	ctx := context.Background()
	places := testdir.Parents()
	for _, place := range places {
		sweep(ctx, place)
	}
	// Directly in the system's folder for temporary files: as root the server is
	// another user, who cannot enter the folders that testing makes.
	dir, err := os.MkdirTemp(places[0], folderPrefix)
	if err != nil {
		return nil, err
	}
	c := &cluster{dir: dir}
	if err := c.start(ctx); err != nil {
		return nil, errors.Join(err, c.stop(ctx))
	}
	return c, nil
}

func (c *cluster) start(ctx context.Context) error {
	if err := os.Chmod(c.dir, 0o711); err != nil {
		return err
	}
	offset, err := clockOffset(os.Getenv(clockVariable), time.Now())
	if err != nil {
		return err
	}
	clock, err := clockEnvironment(offset, "cc", c.dir)
	if err != nil {
		return err
	}
	c.server, err = pgserver.Start(ctx, pgserver.Options{DataDir: c.dir, Throwaway: true, Environment: clock, Settings: []string{noAutovacuum}})
	if err != nil {
		return err
	}
	if c.admin, err = postgres.Open(ctx, postgres.Config{URL: c.server.URL()}); err != nil {
		return err
	}
	var version int
	if err := c.admin.Pool.QueryRow(ctx, "SELECT current_setting('server_version_num')::int").Scan(&version); err != nil {
		return err
	}
	if want := os.Getenv(versionVariable); want != "" && want != strconv.Itoa(version/1_00_00) {
		return fmt.Errorf("%s asks for PostgreSQL %s, and the one that was found is of version %d", versionVariable, want, version/1_00_00)
	}
	if version >= 15_00_00 {
		c.clone = " STRATEGY FILE_COPY" // half the time of the default, and new in 15
	} else if err := c.givePublic(ctx); err != nil {
		return err
	}
	return c.makeRoles(ctx)
}

// givePublic has the schema public of every new database be its owner's, as it is from 15 on.
func (c *cluster) givePublic(ctx context.Context) error {
	address, err := withDatabase(c.server.URL(), "template1")
	if err != nil {
		return err
	}
	db, err := postgres.Open(ctx, postgres.Config{URL: address})
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Pool.Exec(ctx, "ALTER SCHEMA public OWNER TO pg_database_owner")
	return err
}

// makeRoles makes the roles that tests are, with the password of the cluster's own user.
func (c *cluster) makeRoles(ctx context.Context) error {
	u, err := url.Parse(c.server.URL())
	if err != nil {
		return err
	}
	password, _ := u.User.Password() // letters and digits
	var sql string
	for _, role := range []string{owner, app, reader} {
		sql += "CREATE ROLE " + role + " LOGIN PASSWORD '" + password + "';"
	}
	_, err = c.admin.Pool.Exec(ctx, sql)
	return err
}

func (c *cluster) stop(ctx context.Context) error {
	var err error
	if c.admin != nil {
		c.admin.Close()
	}
	if c.server != nil {
		err = c.server.Close(ctx)
	}
	return errors.Join(err, os.RemoveAll(c.dir))
}

// create makes a database of the owner's, a copy of from where that is not empty.
func (c *cluster) create(ctx context.Context, name, from string) error {
	sql := "CREATE DATABASE " + name + " OWNER " + owner
	if from != "" {
		sql += " TEMPLATE " + from + c.clone
	}
	_, err := c.admin.Pool.Exec(ctx, sql)
	return err
}

// drop ends whatever is still connected.
func (c *cluster) drop(ctx context.Context, name string) error {
	_, err := c.admin.Pool.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
	return err
}

// urls are those of a database for a role: the usual one, and the one that takes the least time.
func (c *cluster) urls(name, role string) (usual, shortest string, err error) {
	usual, err1 := withDatabase(c.server.URL(), name)
	shortest, err2 := withDatabase(cmp.Or(c.server.SocketURL(), c.server.URL()), name)
	return as(usual, role), as(shortest, role), errors.Join(err1, err2)
}

func withDatabase(server, name string) (string, error) {
	u, err := url.Parse(server)
	if err != nil {
		return "", errors.New("the server's URL cannot be read")
	}
	u.Path = "/" + name
	query := u.Query()
	query.Del("require_auth") // which psql and pg_dump know from 16 on
	u.RawQuery = query.Encode()
	return u.String(), nil
}

// makeTemplate migrates a database that every test's own is a copy of.
func makeTemplate() error {
	ctx := context.Background()
	c, err := theCluster()
	if err != nil {
		return err
	}
	if err := c.create(ctx, template, ""); err != nil {
		return err
	}
	_, address, err := c.urls(template, owner)
	if err != nil {
		return err
	}
	db, err := postgres.Open(ctx, postgres.Config{URL: address})
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err = migrations.Up(ctx, db.Gorm, migrations.Options{}); err != nil {
		return fmt.Errorf("migrating the template: %w", err)
	}
	grants, err := schema.Grants("", app, reader)
	if err == nil {
		_, err = db.Pool.Exec(ctx, grants)
	}
	if err != nil {
		return fmt.Errorf("the grants of the template: %w", err)
	}
	db.Close()
	// A copy can only be made while nobody is connected.
	_, err = c.admin.Pool.Exec(ctx, "ALTER DATABASE "+template+" ALLOW_CONNECTIONS false")
	return err
}

// abandonedAfter is how old a folder is, by its prefix, that nobody has locked and that
// is nobody's: the owner of a cluster locks it at once, and of another folder never.
var abandonedAfter = map[string]time.Duration{folderPrefix: time.Minute, testdir.Prefix: time.Hour}

// sweep clears away what killed test runs have left.
func sweep(ctx context.Context, parent string) {
	entries, err := os.ReadDir(parent)
	if err != nil {
		return
	}
	for _, e := range entries {
		dir := filepath.Join(parent, e.Name())
		info, err := e.Info()
		prefix := e.Name()[:strings.LastIndex(e.Name(), "-")+1]
		if least := abandonedAfter[prefix]; err != nil || least == 0 || time.Since(info.ModTime()) < least {
			continue
		}
		if _, err := os.Stat(filepath.Join(dir, keepFile)); err == nil {
			continue
		}
		_, _ = pgserver.RemoveAbandoned(ctx, dir) // another user's, perhaps: no concern of this run
	}
}
