package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sirupsen/logrus"
	gormpostgres "gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// logBridge hands gorm's log to logrus: queries at debug, failures at error
// level. The text of a query is logged, its parameter values never are.
type logBridge struct{ log logrus.FieldLogger }

func newLogger(log logrus.FieldLogger) logger.Interface {
	if log == nil {
		return logger.Discard
	}
	return logBridge{log}
}

// dialect is PostgreSQL's, but that it writes statements into the log without their
// values. The logger's own filter is no place for it: gorm's Scan goes past that.
type dialect struct{ *gormpostgres.Dialector }

// Explain gives the text of a statement as it is.
func (dialect) Explain(sql string, _ ...any) string { return sql }

// LogMode changes nothing: logrus alone decides what is written.
func (b logBridge) LogMode(logger.LogLevel) logger.Interface { return b }

func (b logBridge) Info(ctx context.Context, msg string, args ...any) {
	b.in(ctx).Debug(gormText(msg, args))
}

func (b logBridge) Warn(ctx context.Context, msg string, args ...any) {
	b.in(ctx).Warn(gormText(msg, args))
}

func (b logBridge) Error(ctx context.Context, msg string, args ...any) {
	b.in(ctx).Error(gormText(msg, args))
}

// in hands the call's context on, from which a hook may take what the call belongs to.
func (b logBridge) in(ctx context.Context) *logrus.Entry {
	return b.log.WithFields(nil).WithContext(ctx)
}

func gormText(msg string, args []any) string {
	return withoutValues(fmt.Errorf(msg, args...))
}

// Trace is called after every statement. A missing record is an answer, and a
// call that its own caller gave up has not failed: both are debug.
func (b logBridge) Trace(ctx context.Context, begin time.Time, statement func() (string, int64), err error) {
	failed := err != nil && !errors.Is(err, gorm.ErrRecordNotFound) && !givenUp(ctx, err)
	if !failed && !debugEnabled(b.log) {
		return
	}
	sql, rows := statement()
	entry := b.in(ctx).WithFields(logrus.Fields{
		"sql":     sql,
		"elapsed": time.Since(begin).Round(time.Microsecond).String(),
	})
	if rows >= 0 { // gorm says -1 where it does not know
		entry = entry.WithField("rows", rows)
	}
	if err != nil {
		entry = entry.WithField("error", withoutValues(err))
	}
	if failed {
		entry.Error("query failed")
		return
	}
	entry.Debug("query")
}

// givenUp says whether the caller ended the call: the error is then the context's,
// or the server's own that it stopped the statement.
func givenUp(ctx context.Context, err error) bool {
	return errors.Is(err, context.Canceled) ||
		SQLState(err) == "57014" && errors.Is(ctx.Err(), context.Canceled) // query_canceled
}

// debugEnabled spares building a text that nobody reads.
func debugEnabled(log logrus.FieldLogger) bool {
	switch l := log.(type) {
	case *logrus.Logger:
		return l.IsLevelEnabled(logrus.DebugLevel)
	case *logrus.Entry:
		return l.Logger.IsLevelEnabled(logrus.DebugLevel)
	}
	return true
}
