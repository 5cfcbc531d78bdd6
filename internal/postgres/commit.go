package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/sirupsen/logrus"
)

const (
	// commitWord is when it is said that a commit waits for its standby, and how often one that takes so long is
	// looked at, from a connection of its own.
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

// besideOf is how to look at the sessions of a pool: as the user that they began as, who alone sees what they wait for.
func besideOf(cc *pgx.ConnConfig) *pgx.ConnConfig {
	beside := cc.Copy()
	delete(beside.RuntimeParams, "role")
	return beside
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
	atDeadline := context.AfterFunc(ctx, func() { m.outlive(); giveUp() })
	word := time.AfterFunc(commitWord, m.say)
	m.end = func() {
		atCaller()
		atDeadline()
		word.Stop()
		giveUp()
	}
	return m
}

// outlive ends once the commit has, or is known to wait for no standby. At one look it may be on its way to wait for it.
func (m *commit) outlive() {
	for no := 0; no < 2; {
		again := commitWord
		if is, full := m.waits(); is || full {
			no = 0
		} else {
			no, again = no+1, commitWord/20
		}
		if !m.still(again) {
			return
		}
	}
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
	for is := false; !is; {
		if is, _ = m.waits(); !is && !m.still(commitWord) {
			return
		}
	}
	if m.log != nil {
		m.log.Warn("written, and waiting until the synchronous standby confirms it, which has no limit: see that the standby is back")
	}
}

// waits asks the server whether the commit waits for its standby. Behind a pooler, which session it has is
// not known, and each of the user's counts. A server that is full of sessions is there, and what it has
// under way is left to it; of one that gives no answer nothing is known, and a commit is given up as anything else is.
func (m *commit) waits() (is, full bool) {
	ctx, cancel := context.WithTimeout(m.held, besidePatience)
	defer cancel()
	conn, err := pgx.ConnectConfig(ctx, m.beside)
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return false, refused.Code == "53300" // too_many_connections
	}
	if err != nil {
		return false, false
	}
	defer conn.Close(ctx)
	err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_catalog.pg_stat_activity
		WHERE wait_event = 'SyncRep' AND datname = current_database() AND usename = session_user AND pid = COALESCE(NULLIF($1, 0), pid))`,
		pgx.QueryExecModeSimpleProtocol, int64(m.pid)).Scan(&is)
	return err == nil && is, false
}
