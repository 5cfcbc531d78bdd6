package repositories_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/sirupsen/logrus"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// An error that does not tell its caller the cause has it in the log, even where the
// statement did not go through gorm.
func TestTheCauseIsLogged(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := logrus.New()
	log.SetOutput(&out)
	db, err := postgres.Open(t.Context(), postgres.Config{URL: testdb.New(t).Owner().URL, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Gorm.Exec("ALTER TABLE session_rotations RENAME TO elsewhere").Error; err != nil {
		t.Fatal(err)
	}
	store := repositories.New(db, 0)
	err = store.Seed(t.Context(), repositories.SeedRun{}, false, once(&repositories.Rows{}), func(_, _ int64) {})
	fails(t, err, models.ErrUnavailable, "migrate first")
	if !strings.Contains(out.String(), `relation \"session_rotations\" does not exist`) {
		t.Errorf("the log says %q", out.String())
	}
}

// That there is no such row is an answer, and no failure of the database's.
func TestWhatIsNotThereIsNoFailure(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := logrus.New()
	log.SetOutput(&out)
	db, err := postgres.Open(t.Context(), postgres.Config{URL: testdb.New(t).URL, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	store := repositories.New(db, 0)
	_, err = store.Drifts.Get(t.Context(), uuid.New())
	fails(t, err, models.ErrNotFound)
	_, err = store.Drifts.FindRecentDuplicate(t.Context(), "i", "EC2", 0)
	fails(t, err, models.ErrNotFound)
	if out.Len() > 0 {
		t.Errorf("the log says %q", out.String())
	}
}

// What goes past gorm is in the log of each query as well.
func TestEachQueryIsLogged(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := logrus.New()
	log.SetLevel(logrus.DebugLevel)
	log.SetOutput(&out)
	db, err := postgres.Open(t.Context(), postgres.Config{URL: testdb.New(t).Owner().URL, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	store := repositories.New(db, 0)
	rows := &repositories.Rows{Users: []models.User{{ID: uuid.New(), Email: "a@example.com", Role: models.RoleViewer, PasswordHash: "x"}}}
	if err := store.Seed(t.Context(), repositories.SeedRun{}, false, once(rows), func(_, _ int64) {}); err != nil {
		t.Fatal(err)
	}
	if err := store.Drifts.StreamJSON(t.Context(), models.DriftQuery{}, nil, func([]byte) error { return nil }); err != nil {
		t.Fatal(err)
	}
	for _, sent := range []string{"LOCK TABLE ", "SELECT count(*) FROM drifts ", "TRUNCATE ", "COPY ", "UPDATE seed_runs ", "VACUUM ", "DECLARE ", "FETCH "} {
		if !strings.Contains(out.String(), sent) {
			t.Errorf("the log has no %s", sent)
		}
	}
}
