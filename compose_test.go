package main_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/internal/config"
)

// composeProject reads docker-compose.yml as docker compose does, with the variables that a user has set.
func composeProject(t *testing.T, set types.Mapping) *types.Project {
	t.Helper()
	details := types.ConfigDetails{
		WorkingDir:  ".",
		ConfigFiles: []types.ConfigFile{{Filename: "docker-compose.yml"}},
		Environment: set,
	}
	project, err := loader.LoadWithContext(t.Context(), details)
	if err != nil {
		t.Fatal(err)
	}
	return project
}

// appConfig is what the program makes of the environment that compose gives it.
func appConfig(t *testing.T, project *types.Project) config.Config {
	t.Helper()
	c, err := config.Load(func(name string) (string, bool) {
		v := project.Services["guardian"].Environment[name]
		if v == nil {
			return "", false
		}
		return *v, true
	}, t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestComposeDatabase(t *testing.T) {
	t.Parallel()
	project := composeProject(t, nil)
	db := project.Services["db"]
	if !pinned.MatchString(db.Image) {
		t.Errorf("image %q is not pinned to a version", db.Image)
	}
	if want := "postgres:" + newestTested(t) + "-"; !strings.HasPrefix(db.Image, want) {
		t.Errorf("image %q is not of the newest version that the tests run on, want %s…", db.Image, want)
	}
	if db.HealthCheck == nil || !slices.Contains(db.HealthCheck.Test, "pg_isready") {
		t.Errorf("health check %+v, want pg_isready", db.HealthCheck)
	}
	if len(db.Ports) != 0 {
		t.Errorf("the database is published: %v", db.Ports)
	}
	if len(db.Volumes) != 1 || db.Volumes[0].Type != types.VolumeTypeVolume ||
		db.Volumes[0].Target != "/var/lib/postgresql" {
		t.Fatalf("volumes %+v, want a named one above where the image keeps its data from 18 on", db.Volumes)
	}
	if _, ok := project.Volumes[db.Volumes[0].Source]; !ok {
		t.Errorf("volume %q is not declared", db.Volumes[0].Source)
	}
}

// newestTested is the last version that go run ./versions has.
func newestTested(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("versions/programs.go")
	if err != nil {
		t.Fatal(err)
	}
	all := regexp.MustCompile(`(?m)^\t\{"(\d+\.\d+)", `).FindAllSubmatch(text, -1)
	if len(all) == 0 {
		t.Fatal("versions/programs.go names no version")
	}
	return string(all[len(all)-1][1])
}

func TestComposeProgram(t *testing.T) {
	t.Parallel()
	project := composeProject(t, nil)
	app := project.Services["guardian"]
	if app.DependsOn["db"].Condition != types.ServiceConditionHealthy {
		t.Errorf("depends on %+v, want a healthy db", app.DependsOn)
	}
	if app.Build == nil || app.Build.Context == "" {
		t.Error("the image is not built from here")
	}
	settings := map[string]bool{}
	for _, s := range config.Settings() {
		settings[s.Name] = true
	}
	for name := range app.Environment {
		if !settings[name] && name != "PGPASSWORD" { // which PostgreSQL's clients read
			t.Errorf("%s is no setting of the program", name)
		}
	}
	if !app.ReadOnly || !slices.Equal(app.CapDrop, []string{"ALL"}) || !slices.Contains(app.SecurityOpt, "no-new-privileges:true") || len(app.Tmpfs) == 0 {
		t.Errorf("the program may write to its root, or has capabilities, or no place for a long report: %v %v %v %v", app.ReadOnly, app.CapDrop, app.SecurityOpt, app.Tmpfs)
	}
	c := appConfig(t, project)
	if err := c.CheckListen(); err != nil {
		t.Error(err)
	}
	if len(app.Ports) != 1 {
		t.Fatalf("ports %+v, want one", app.Ports)
	}
	// ADMIN_ALLOW_ANONYMOUS stands on this: nobody but this machine reaches the port.
	p := app.Ports[0]
	inside := fmt.Sprintf("0.0.0.0:%d", p.Target)
	if p.HostIP != "127.0.0.1" || p.Published != "8080" || inside != c.HTTPAddr {
		t.Errorf("port %+v for %s, want 127.0.0.1:8080", p, c.HTTPAddr)
	}
}

func TestComposeProgramReachesDatabase(t *testing.T) {
	t.Parallel()
	for _, set := range []types.Mapping{nil, {"POSTGRES_PASSWORD": `p@ss/w: rd#1$x%'"\\`}} {
		project := composeProject(t, set)
		db := project.Services["db"].Environment
		url, err := pgx.ParseConfig(appConfig(t, project).DatabaseURL.Reveal())
		if err != nil {
			t.Fatal(err)
		}
		if url.Host != "db" || url.User != *db["POSTGRES_USER"] || url.Database != *db["POSTGRES_DB"] ||
			*project.Services["guardian"].Environment["PGPASSWORD"] != *db["POSTGRES_PASSWORD"] {
			t.Errorf("with %v the program connects as %q to %q on %q with another password than the database has", set, url.User, url.Database, url.Host)
		}
	}
}
