package postgres

import (
	"context"
	"regexp"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Replication learns whether what was committed under a context was replicated as the
// server is told to. The zero value is ready, for one context.
type Replication struct {
	cut    atomic.Bool
	caller context.Context
}

type replicationKey struct{}

// Watched is a context whose commits r learns of. One that waits for a synchronous standby goes on
// beyond ctx's own deadline, and is given up when the caller's context ends, which ctx is made of.
func (r *Replication) Watched(ctx, caller context.Context) context.Context {
	r.caller = caller
	return context.WithValue(ctx, replicationKey{}, r)
}

// Cut says whether the server gave up waiting for a synchronous standby: it has then
// committed, says so as a warning beside its success, and loses what was written if it is
// lost before the standby is back.
func (r *Replication) Cut() bool { return r.cut.Load() }

// Sent is a statement as it goes to the server.
type Sent struct {
	// SQL is its text; of a COPY it is "COPY" and the table.
	SQL string
	// Values are its parameters, of a COPY the names of the columns.
	Values []any
	// Conn is the connection that it goes over.
	Conn *pgx.Conn
	// Batch is what it is sent with, which is a transaction by itself where none is open; nil
	// for nothing.
	Batch *pgx.Batch
}

// tracer sees every statement of a pool, whichever way it is sent. It hands the server's
// warning to whoever watches the statement that it came with, and keeps the watcher with the
// connection, which has one statement at a time.
type tracer struct {
	heard   atomic.Pointer[func(Sent)]
	commits commits
}

const watcher, committing = "guardian-replication", "guardian-commit"

func (t *tracer) TraceQueryStart(ctx context.Context, conn *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	t.hear(Sent{data.SQL, data.Args, conn, nil})
	return t.watch(ctx, conn, data.SQL)
}

func (t *tracer) TraceQueryEnd(_ context.Context, conn *pgx.Conn, _ pgx.TraceQueryEndData) {
	unwatch(conn)
}

func (t *tracer) TraceBatchStart(ctx context.Context, conn *pgx.Conn, data pgx.TraceBatchStartData) context.Context {
	for _, q := range data.Batch.QueuedQueries {
		t.hear(Sent{q.SQL, q.Arguments, conn, data.Batch})
	}
	return t.watch(ctx, conn, "")
}

func (t *tracer) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

func (t *tracer) TraceBatchEnd(_ context.Context, conn *pgx.Conn, _ pgx.TraceBatchEndData) {
	unwatch(conn)
}

func (t *tracer) TraceCopyFromStart(ctx context.Context, conn *pgx.Conn, data pgx.TraceCopyFromStartData) context.Context {
	if t.heard.Load() != nil {
		columns := make([]any, len(data.ColumnNames))
		for i, name := range data.ColumnNames {
			columns[i] = name
		}
		t.hear(Sent{"COPY " + data.TableName.Sanitize(), columns, conn, nil})
	}
	return t.watch(ctx, conn, "")
}

func (t *tracer) TraceCopyFromEnd(_ context.Context, conn *pgx.Conn, _ pgx.TraceCopyFromEndData) {
	unwatch(conn)
}

func (t *tracer) hear(s Sent) {
	if fn := t.heard.Load(); fn != nil {
		(*fn)(s)
	}
}

// watch keeps who watches a statement with its connection, and gives the context that it runs under: one
// that commits, at the end of a transaction or by itself, is not given up as others are.
func (t *tracer) watch(ctx context.Context, conn *pgx.Conn, sql string) context.Context {
	r, watched := ctx.Value(replicationKey{}).(*Replication)
	if !watched || ctx.Err() != nil {
		return ctx
	}
	data := conn.PgConn().CustomData()
	data[watcher] = r
	if sql != "commit" && (conn.PgConn().TxStatus() != 'I' || beginning.MatchString(sql)) {
		return ctx
	}
	c := t.commits.hold(ctx, r.caller, conn)
	data[committing] = c
	return c.held
}

// beginning is what commits nothing, though no transaction is open yet.
var beginning = regexp.MustCompile(`(?i)^begin\b`)

func unwatch(conn *pgx.Conn) {
	data := conn.PgConn().CustomData()
	if c, is := data[committing].(*commit); is {
		c.end()
	}
	delete(data, committing)
	delete(data, watcher)
}

// noticed takes what the server says beside an answer. Its words may be in any language;
// the name of the function that says it is not:
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/replication/syncrep.c
func noticed(conn *pgconn.PgConn, notice *pgconn.Notice) {
	if r, watched := conn.CustomData()[watcher].(*Replication); watched && notice.Routine == "SyncRepWaitForLSN" {
		r.cut.Store(true)
	}
}
