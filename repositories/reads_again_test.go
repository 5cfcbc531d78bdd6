package repositories_test

import (
	"strings"
	"sync/atomic"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// A read that is taken back half way gives what one does that is not: nothing twice, and no error.
func TestReadsThatBeginAnew(t *testing.T) {
	t.Parallel()
	l := ledgerOn(t, testdb.Open(t))
	l.detect("s")
	l.detect("s", func(in *models.Detection) { in.Address, in.FullResourceID, in.ResourceID = "other", "i-2", "i-2" })
	l.exec(`CREATE TABLE taken_back ("is" BOOLEAN);
		INSERT INTO taken_back VALUES (false);
		CREATE FUNCTION may_read() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
		  IF (SELECT "is" FROM taken_back) THEN RAISE EXCEPTION 'taken back' USING ERRCODE = '40001'; END IF;
		  RETURN true;
		END $$;
		ALTER TABLE drift_summaries RENAME TO summaries;
		CREATE VIEW drift_summaries AS SELECT * FROM summaries WHERE may_read();
		GRANT SELECT ON taken_back, drift_summaries TO PUBLIC`)
	other := testdb.Super(t, l.db)
	once := func(of string) {
		var times atomic.Int32
		l.db.Hear(func(s postgres.Sent) {
			back := strings.Contains(s.SQL, of) && times.Add(1) == 1
			if _, err := other.Pool.Exec(t.Context(), `UPDATE taken_back SET "is" = $1`, back); err != nil {
				t.Error(err)
			}
		})
		t.Cleanup(func() {
			if n := times.Load(); n != 2 {
				t.Errorf("%s was sent %d times", of, n)
			}
		})
	}
	filter := models.DriftFilter{Scope: []string{"s"}}

	once("count(*) FROM drift_summaries")
	page, err := l.Drifts.List(t.Context(), models.DriftQuery{Filter: filter, PageRequest: models.PageRequest{Limit: 1}})
	if err != nil || page.Total != 2 || page.AtLeast {
		t.Errorf("a total: %d, %v", page.Total, err)
	}
	once("GROUP BY \"status\"")
	choice, err := l.Drifts.Choose(t.Context(), filter, models.StatusApproved)
	if err != nil || len(choice.IDs) != 2 {
		t.Errorf("a choice: %+v, %v", choice, err)
	}
	l.db.Hear(nil)
}
