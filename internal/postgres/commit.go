package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/sirupsen/logrus"
)

const (
	// commitWord is when it is said that a commit waits for its standby, and how often it is looked at.
	commitWord = 2 * time.Second
	// besidePatience is how long may pass until it is known whether a commit waits for its standby.
	besidePatience = time.Second
)

// commits is what a pool's commits are held by. A commit waits until its synchronous standby has confirmed
// it, however long that takes: a server whose waiting is cancelled has committed all the same, and what it
// committed is lost with it. So a deadline ends everything but that, and only the caller ends that.
type commits struct {
	beside *pgx.ConnConfig // of a connection that looks what the committing one waits for
	log    logrus.FieldLogger
}

// commit is a statement under way that commits.
type commit struct {
	*commits
	pid  uint32 // of its session, 0 where a pooler stands between
	held context.Context
	end  func() // once the statement has ended
}

// hold begins a commit on a connection, the caller being the one whose end ends it.
func (c *commits) hold(ctx, caller context.Context, conn *pgx.Conn) *commit {
	held, giveUp := context.WithCancel(context.WithoutCancel(ctx))
	m := &commit{commits: c, held: held}
	if !Pooled(conn) {
		m.pid = conn.PgConn().PID()
	}
	atCaller := context.AfterFunc(caller, giveUp)
	atDeadline := context.AfterFunc(ctx, func() {
		for m.waits() && m.still(commitWord) {
		}
		giveUp()
	})
	word := time.AfterFunc(commitWord, m.say)
	m.end = func() {
		atCaller()
		atDeadline()
		word.Stop()
		giveUp()
	}
	return m
}

// still says whether the commit is under way a while later.
func (m *commit) still(later time.Duration) bool {
	select {
	case <-m.held.Done():
		return false
	case <-time.After(later):
		return true
	}
}

// say says once that the commit waits, which nothing else would show.
func (m *commit) say() {
	for !m.waits() {
		if !m.still(commitWord) {
			return
		}
	}
	if m.log != nil {
		m.log.Warn("written, and waiting until the synchronous standby confirms it, which has no limit: see that the standby is back")
	}
}

// waits asks the server whether the commit waits for its standby. Behind a pooler, which session it has is
// not known, and each of the user's counts. Where the server gives no answer, it is not known to wait.
func (m *commit) waits() (is bool) {
	ctx, cancel := context.WithTimeout(m.held, besidePatience)
	defer cancel()
	conn, err := pgx.ConnectConfig(ctx, m.beside)
	if err != nil {
		return false
	}
	defer conn.Close(ctx)
	err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_catalog.pg_stat_activity
		WHERE wait_event = 'SyncRep' AND datname = current_database() AND usename = session_user AND pid = COALESCE(NULLIF($1, 0), pid))`,
		pgx.QueryExecModeSimpleProtocol, int64(m.pid)).Scan(&is)
	return err == nil && is
}
