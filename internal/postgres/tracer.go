package postgres

import (
	"context"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Replication learns whether what was committed under a context was replicated as the
// server is told to. The zero value is ready.
type Replication struct{ cut atomic.Bool }

type replicationKey struct{}

// Watched is a context whose commits r learns of.
func (r *Replication) Watched(ctx context.Context) context.Context {
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
type tracer struct{ heard atomic.Pointer[func(Sent)] }

const watcher = "guardian-replication"

func (t *tracer) TraceQueryStart(ctx context.Context, conn *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	t.hear(Sent{data.SQL, data.Args, conn, nil})
	return watch(ctx, conn)
}

func (t *tracer) TraceQueryEnd(_ context.Context, conn *pgx.Conn, _ pgx.TraceQueryEndData) {
	unwatch(conn)
}

func (t *tracer) TraceBatchStart(ctx context.Context, conn *pgx.Conn, data pgx.TraceBatchStartData) context.Context {
	for _, q := range data.Batch.QueuedQueries {
		t.hear(Sent{q.SQL, q.Arguments, conn, data.Batch})
	}
	return watch(ctx, conn)
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
	return watch(ctx, conn)
}

func (t *tracer) TraceCopyFromEnd(_ context.Context, conn *pgx.Conn, _ pgx.TraceCopyFromEndData) {
	unwatch(conn)
}

func (t *tracer) hear(s Sent) {
	if fn := t.heard.Load(); fn != nil {
		(*fn)(s)
	}
}

func watch(ctx context.Context, conn *pgx.Conn) context.Context {
	if r, watched := ctx.Value(replicationKey{}).(*Replication); watched {
		conn.PgConn().CustomData()[watcher] = r
	}
	return ctx
}

func unwatch(conn *pgx.Conn) { delete(conn.PgConn().CustomData(), watcher) }

// noticed takes what the server says beside an answer. Its words may be in any language;
// the name of the function that says it is not:
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/replication/syncrep.c
func noticed(conn *pgconn.PgConn, notice *pgconn.Notice) {
	if r, watched := conn.CustomData()[watcher].(*Replication); watched && notice.Routine == "SyncRepWaitForLSN" {
		r.cut.Store(true)
	}
}
