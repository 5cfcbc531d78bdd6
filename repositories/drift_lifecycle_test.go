package repositories_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// Every status to every other: what the lifecycle has succeeds with one audit row,
// everything else is a conflict that changes nothing.
func TestLifecycle(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	allowed := map[models.Status][]models.Status{
		models.StatusDetected: {models.StatusTriaged, models.StatusApproved, models.StatusRejected, models.StatusResolved},
		models.StatusTriaged:  {models.StatusApproved, models.StatusRejected, models.StatusResolved},
		models.StatusApproved: {models.StatusResolved},
		models.StatusRejected: {models.StatusResolved},
		models.StatusResolved: {},
	}
	for _, from := range models.Statuses() {
		for _, to := range models.Statuses()[1:] {
			d := l.driftIn(from)
			before := l.audit(d.ID)
			err := l.move(d.ID, to)
			after, getErr := l.Drifts.Get(t.Context(), d.ID)
			l.ok(getErr)
			if slices.Contains(allowed[from], to) {
				if err != nil || after.Status != to || !slices.Equal(l.audit(d.ID), append([]string{"drift." + string(to)}, before...)) {
					t.Errorf("%s to %s: %v, is %s, audit %v", from, to, err, after.Status, l.audit(d.ID))
				}
				continue
			}
			fails(t, err, models.ErrConflict, d.ID.String(), "by engineer@example.com at 20")
			if after.Status != from || len(l.audit(d.ID)) != len(before) {
				t.Errorf("%s to %s: refused, yet the drift is %s with audit %v", from, to, after.Status, l.audit(d.ID))
			}
		}
	}
}

// What could not be read once it is written is not written: a step that is told as failed has changed nothing.
func TestStepOnAWrongValue(t *testing.T) {
	t.Parallel()
	l := ledgerOn(t, testdb.Open(t))
	l.exec("ALTER TABLE drifts DROP CONSTRAINT valid_severity, DROP CONSTRAINT valid_status, DROP CONSTRAINT valid_detected_by")
	wrong := map[string]string{"severity": "'terrible'", "status": "'lost'", "detected_by": "'nobody'", "resolved_how": "'somehow'", "cost_impact_monthly": "'NaN'"}
	of := reflect.TypeFor[models.Drift]()
	for i := range of.NumField() {
		kind := of.Field(i).Type
		if kind.Kind() == reflect.Pointer {
			kind = kind.Elem()
		}
		_, column, _ := strings.Cut(of.Field(i).Tag.Get("gorm"), "column:")
		column, _, _ = strings.Cut(column, ";")
		if _, reads := reflect.New(kind).Interface().(sql.Scanner); !reads || kind == reflect.TypeFor[uuid.UUID]() || kind == reflect.TypeFor[models.JSON]() {
			continue
		}
		if wrong[column] == "" {
			t.Errorf("what %s cannot be read from is not known here", column)
			continue
		}
		id := l.drift().ID
		l.exec("BEGIN; SET LOCAL session_replication_role = replica; UPDATE drifts SET " + column + " = " + wrong[column] + " WHERE id = '" + id.String() + "'; COMMIT")
		state := "SELECT status || ' ' || (SELECT count(*) FROM audit_logs WHERE drift_id = drifts.id) FROM drifts WHERE id = '" + id.String() + "'"
		before := one[string](l, state)
		for _, to := range models.Statuses()[1:] {
			if err := l.move(id, to); err == nil {
				if column != "resolved_how" || to != models.StatusResolved { // which writes it
					t.Errorf("%s of %s: %s it is", column, wrong[column], to)
				}
				continue
			}
			if after := one[string](l, state); after != before {
				t.Errorf("%s of %s: refused, yet what was %s is %s", column, wrong[column], before, after)
			}
		}
	}
}

// Two who want one drift leave no error in PostgreSQL's log.
func TestContestedStepIsNoError(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	id := l.drift().ID
	errors := func() int {
		log, err := os.ReadFile(filepath.Join(filepath.Dir(one[string](l, "SELECT current_setting('data_directory')")), "postgresql.log"))
		l.ok(err)
		return bytes.Count(log, []byte("could not obtain lock"))
	}
	before := errors()
	tx, err := l.db.Pool.Begin(t.Context())
	l.ok(err)
	_, err = tx.Exec(t.Context(), "SELECT FROM drifts WHERE id = $1 FOR NO KEY UPDATE", id)
	l.ok(err)
	moved := l.waiting(func() { l.ok(l.move(id, models.StatusTriaged)) })
	l.ok(tx.Rollback(t.Context()))
	<-moved
	if after := errors(); after != before {
		t.Errorf("%d errors more are in the log", after-before)
	}
}

func TestConflictNamesTheFirst(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	d := l.drift()
	_, err := l.Drifts.Approve(t.Context(), d.ID, models.ApproveDriftInput{Reason: reason, ApprovedBy: l.admin})
	l.ok(err)
	fails(t, l.move(d.ID, models.StatusRejected), models.ErrConflict, "is already approved, by admin@example.com at ", "and cannot become rejected any more")
	fails(t, l.move(d.ID, models.StatusApproved), models.ErrConflict, "is already approved", "by admin@example.com")
}

func TestReasons(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	for text, enough := range map[string]bool{
		"":                             false,
		strings.Repeat("a", 9):         false,
		" " + strings.Repeat("a", 9):   false,
		strings.Repeat("a", 9) + "\t ": false,
		strings.Repeat("é", 9):         false, // 18 bytes
		"1234567\x00890":               false,
		"123456789\xff":                false,
		strings.Repeat("a", 10):        true,
		strings.Repeat("世", 10):        true,
		"'; DROP TABLE drifts; --":     true,
	} {
		approved, rejected := l.drift(), l.drift()
		_, a := l.Drifts.Approve(t.Context(), approved.ID, models.ApproveDriftInput{Reason: text, ApprovedBy: l.engineer})
		_, r := l.Drifts.Reject(t.Context(), rejected.ID, models.RejectDriftInput{Reason: text, RejectedBy: l.engineer})
		for _, err := range []error{a, r} {
			if enough {
				l.ok(err)
			} else {
				fails(t, err, models.ErrInvalid, "reason: ")
			}
		}
		got, err := l.Drifts.Get(t.Context(), approved.ID)
		l.ok(err)
		if enough && *got.ApprovalReason != text || !enough && got.Status != models.StatusDetected {
			t.Errorf("%q left %+v", text, got)
		}
	}
}
