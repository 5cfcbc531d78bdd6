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

// replicationTracer hands the server's warning to whoever watches the statement that it
// came with. It keeps the watcher with the connection, which has one statement at a time.
type replicationTracer struct{}

const watcher = "guardian-replication"

func (replicationTracer) TraceQueryStart(ctx context.Context, conn *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	if r, watched := ctx.Value(replicationKey{}).(*Replication); watched {
		conn.PgConn().CustomData()[watcher] = r
	}
	return ctx
}

func (replicationTracer) TraceQueryEnd(_ context.Context, conn *pgx.Conn, _ pgx.TraceQueryEndData) {
	delete(conn.PgConn().CustomData(), watcher)
}

// noticed takes what the server says beside an answer. Its words may be in any language;
// the name of the function that says it is not:
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/replication/syncrep.c
func noticed(conn *pgconn.PgConn, notice *pgconn.Notice) {
	if r, watched := conn.CustomData()[watcher].(*Replication); watched && notice.Routine == "SyncRepWaitForLSN" {
		r.cut.Store(true)
	}
}
