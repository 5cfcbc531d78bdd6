package postgres_test

import (
	"context"
	"strings"
	"testing"

	"github.com/sirupsen/logrus"
	logtest "github.com/sirupsen/logrus/hooks/test"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
)

// logged opens a database whose log is kept.
func logged(t *testing.T, level logrus.Level) (*gorm.DB, *logtest.Hook) {
	t.Helper()
	log, hook := logtest.NewNullLogger()
	log.SetLevel(level)
	return testdb.With(t, postgres.Config{URL: testdb.Empty(t).URL, Log: log}).Gorm, hook
}

type account struct {
	Email        string `gorm:"primaryKey"`
	PasswordHash string
	Age          int16
}

func TestLogHasNoValues(t *testing.T) {
	t.Parallel()
	db, hook := logged(t, logrus.DebugLevel)
	const secret = "hunter2-s3cret"
	if err := db.Exec("CREATE TABLE accounts (email text PRIMARY KEY, password_hash varchar(20) CHECK (password_hash <> 'x'), age int2)").Error; err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat(secret, 3)
	for _, c := range []struct {
		name string
		call func() error
		fail bool
	}{
		{"create", func() error { return db.Create(&account{Email: secret, PasswordHash: secret}).Error }, false},
		{"create again", func() error { return db.Create(&account{Email: secret}).Error }, true},
		{"too long", func() error { return db.Create(&account{PasswordHash: long}).Error }, true},
		{"update", func() error { return db.Model(&account{}).Where("email = ?", secret).Update("age", 7).Error }, false},
		{"read", func() error { return db.Where("email = ?", secret).Find(&[]account{}).Error }, false},
		{"raw", func() error { return db.Exec("SELECT ?::text", secret).Error }, false},
		{"no number", func() error { return db.Exec("SELECT (?::text)::int", secret).Error }, true},
		{"no date", func() error { return db.Exec("SELECT (?::text)::date", secret).Error }, true},
		{"no JSON", func() error { return db.Exec("SELECT (?::text)::jsonb", secret).Error }, true},
		{"not encoded", func() error { return db.Exec("SELECT ?::int", secret).Error }, true},
		{"not scanned", func() error {
			var n int
			return db.Raw("SELECT ?::text", secret).Scan(&n).Error
		}, true},
		{"delete", func() error { return db.Where("email = ?", secret).Delete(&account{}).Error }, false},
		{"missing", func() error { return db.Where("email = ?", secret).First(&account{}).Error }, false},
	} {
		hook.Reset()
		err := c.call()
		if got := hook.AllEntries(); len(got) != 1 || (got[0].Level == logrus.ErrorLevel) != c.fail {
			t.Errorf("%s (%v): logged %d entries, want one, at error level: %v", c.name, err, len(got), c.fail)
		}
		for _, e := range hook.AllEntries() {
			line, err := e.String()
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(line, "hunter2") {
				t.Errorf("%s: a value in the log: %s", c.name, line)
			}
			for _, part := range []string{"sql=", "elapsed="} {
				if !strings.Contains(line, part) {
					t.Errorf("%s: no %s in %s", c.name, part, line)
				}
			}
		}
	}
}

// A value that did not fit is not logged, in whichever language the server quotes it, nor its bytes.
func TestLogQuotesNoValue(t *testing.T) {
	t.Parallel()
	db, hook := logged(t, logrus.InfoLevel)
	for _, message := range []string{
		"ungültige Eingabesyntax für Typ integer: »hunter2«", "Wert „hunter2“ ist zu groß", "syntaxe en entrée invalide : « hunter2 »",
		"整数型の入力構文が不正です: 「hunter2」", `invalid input syntax for type integer: "hunter2" and "x"`, "invalid byte sequence: 0x68 hunter2",
	} {
		hook.Reset()
		if err := db.Exec("SELECT set_config('guardian.message', ?, false)", message).Error; err != nil {
			t.Fatal(err)
		}
		if db.Exec("DO $$ BEGIN RAISE EXCEPTION '%', current_setting('guardian.message') USING ERRCODE = '22P02'; END $$").Error == nil {
			t.Fatal("it succeeds")
		}
		e := hook.LastEntry()
		if text, _ := e.Data["error"].(string); strings.Contains(text, "hunter2") || !strings.HasPrefix(text, message[:5]) || !strings.HasSuffix(text, "(SQLSTATE 22P02)") {
			t.Errorf("%s: logged as %s", message, text)
		}
	}
}

func TestLogLevels(t *testing.T) {
	t.Parallel()
	db, hook := logged(t, logrus.InfoLevel)
	if err := db.Exec("SELECT 1").Error; err != nil {
		t.Fatal(err)
	}
	if n := len(hook.AllEntries()); n != 0 {
		t.Errorf("%d entries for a query that went well, at info level", n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := db.WithContext(ctx).Exec("SELECT 1").Error; err == nil {
		t.Error("a cancelled call succeeds")
	}
	if n := len(hook.AllEntries()); n != 0 {
		t.Errorf("%d entries for a call that its caller gave up", n)
	}
	if err := db.Exec("SELECT * FROM nowhere").Error; err == nil {
		t.Error("a table that is not there is read")
	}
	e := hook.LastEntry()
	if e == nil || e.Level != logrus.ErrorLevel || e.Data["sql"] != "SELECT * FROM nowhere" ||
		e.Data["error"] != `relation "nowhere" does not exist (SQLSTATE 42P01)` {
		t.Errorf("logged %+v", e)
	}
}

func TestLogShowsPlaceholders(t *testing.T) {
	t.Parallel()
	db, hook := logged(t, logrus.DebugLevel)
	if err := db.Exec("SELECT ?::int, ?::text", 1, "x").Error; err != nil {
		t.Fatal(err)
	}
	if e := hook.LastEntry(); e == nil || e.Data["sql"] != "SELECT $1::int, $2::text" || e.Data["rows"] != int64(1) {
		t.Errorf("logged %+v", e)
	}
}

// Another program that imports this module keeps gorm as it was.
func TestGormIsLeftAsItWas(t *testing.T) {
	t.Parallel()
	if sql, values := logger.RecorderParamsFilter(t.Context(), "SELECT ?", 1); sql != "SELECT ?" || len(values) != 1 {
		t.Errorf("gorm's own filter gives %q and %v", sql, values)
	}
}
