//go:build linux

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/testdir"
)

// Behind PgBouncer, whether it lends a connection for a session or for a transaction, faults of the
// pooler, of the server and between the two lose nothing that was acknowledged.
func TestPooler(t *testing.T) {
	p := begin(t, 2)
	path, err := exec.LookPath("pgbouncer")
	if err != nil {
		p.tell("no PgBouncer here")
		t.Skip("no PgBouncer here: apt-get install pgbouncer")
	}
	version, err := exec.Command(path, "--version").Output()
	p.ok(err)
	first, _, _ := strings.Cut(string(version), "\n")
	p.tell("%s", first)
	for _, mode := range []string{"session", "transaction"} {
		p.pooled(path, mode, max(1, p.rounds/2))
	}
}

// pooled works through a pooler of a mode for so many rounds.
func (t *trial) pooled(path, mode string, rounds int) {
	t.Helper()
	s := newServer(t)
	w := newWire(t, s.name)
	b := newBouncer(t, path, mode, w.through(s.url))
	t.sessionsAsAsked(s)
	o := newOffice(t, b.url, s.url)
	happened := map[string]int{}
	kinds := append([]trouble{{"the pooler is killed", func(*cluster, wire, *rand.Rand) { b.again() }}}, troubles...)
	done := 0
	for n := range rounds {
		if time.Since(t.begun) > enough {
			break
		}
		done++
		what := kinds[t.random.IntN(len(kinds))]
		if n < len(kinds) {
			what = kinds[n]
		}
		happened[what.name]++
		o.work(func() { what.do(s, w, t.random) })
		o.settle()
		db := s.open(t)
		o.check(db)
		db.Close()
		t.Logf("%s mode, round %d: %s", mode, n+1, what.name)
	}
	t.done += done
	o.tellAll(s.open(t))
	t.tell("%s mode: %d rounds, of them the pooler killed %d times; it fell %d times by itself; %s. Nothing acknowledged lost, every sum that of its rows.",
		mode, done, happened[kinds[0].name], b.fell.Load(), o.figures())
	b.stop()
}

// sessionsAsAsked gives the role of the database what a pooler drops from a client's startup.
func (t *trial) sessionsAsAsked(s *cluster) {
	t.Helper()
	db := s.open(t)
	defer db.Close()
	for _, setting := range []string{`search_path = "public"`, "timezone = 'UTC'"} {
		_, err := db.Pool.Exec(t.Context(), "ALTER ROLE CURRENT_USER SET "+setting)
		t.ok(err)
	}
}

// bouncer is a PgBouncer in front of a server, which is started again when it falls, as a host's supervisor does.
type bouncer struct {
	t         *trial
	path, ini string
	account   *syscall.Credential
	log       *os.File
	url       string
	address   string
	end       context.CancelFunc // kills it for good
	ended     chan struct{}
	fell      atomic.Int64 // how often it ended by itself
}

func newBouncer(t *trial, path, mode, to string) *bouncer {
	t.Helper()
	u, err := url.Parse(to)
	t.ok(err)
	password, _ := u.User.Password()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	t.ok(err)
	address := l.Addr().(*net.TCPAddr)
	t.ok(l.Close())
	dir := testdir.New(t)
	b := &bouncer{t: t, path: path, ini: filepath.Join(dir, "pgbouncer.ini"), address: address.String()}
	b.log, err = os.OpenFile(filepath.Join(dir, "log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	t.ok(err)
	text := fmt.Sprintf(`[databases]
guardian = host=%s port=%s dbname=%s user=%s password=%s
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %d
unix_socket_dir =
auth_type = any
pool_mode = %s
max_client_conn = 200
default_pool_size = 10
server_login_retry = 1
query_wait_timeout = 5
ignore_startup_parameters = search_path, statement_timeout, default_transaction_read_only, default_transaction_isolation, jit
`, u.Hostname(), u.Port(), strings.TrimPrefix(u.Path, "/"), u.User.Username(), password, address.Port, mode)
	t.ok(os.WriteFile(b.ini, []byte(text), 0o644))
	if os.Getuid() == 0 { // it refuses to be root
		other, err := user.Lookup("nobody")
		t.ok(err)
		uid, _ := strconv.ParseUint(other.Uid, 10, 32)
		gid, _ := strconv.ParseUint(other.Gid, 10, 32)
		b.account = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	b.start()
	t.Cleanup(func() {
		b.stop()
		if t.Failed() {
			lines := strings.Split(string(t.read(b.log.Name())), "\n")
			t.Logf("PgBouncer, at the end:\n%s", strings.Join(lines[max(0, len(lines)-60):], "\n"))
		}
		t.ok(b.log.Close())
	})
	// Nothing says that a pooler stands between: the program finds that out, and prepares nothing.
	b.url = fmt.Sprintf("postgres://%s@%s/guardian?sslmode=disable", u.User.Username(), b.address)
	return b
}

func (b *bouncer) start() {
	b.t.Helper()
	ctx, end := context.WithCancel(context.Background())
	b.end, b.ended = end, make(chan struct{})
	go b.keep(ctx, b.ended)
	for begun := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		conn, err := net.Dial("tcp", b.address)
		if err == nil {
			_ = conn.Close()
			return
		}
		if time.Since(begun) > 20*time.Second {
			b.t.Fatal("PgBouncer does not start: ", err)
		}
	}
}

// keep has it run until ctx ends. Debian's 1.18 falls where a client goes away whose cancel request is
// under way (https://github.com/pgbouncer/pgbouncer/issues/801).
func (b *bouncer) keep(ctx context.Context, ended chan<- struct{}) {
	defer close(ended)
	for ctx.Err() == nil {
		process := exec.CommandContext(ctx, b.path, b.ini)
		process.SysProcAttr = &syscall.SysProcAttr{Credential: b.account, Pdeathsig: syscall.SIGKILL}
		process.Stderr = b.log
		_ = process.Run()
		if ctx.Err() == nil {
			b.fell.Add(1)
			time.Sleep(100 * time.Millisecond)
		}
	}
}

func (b *bouncer) stop() {
	b.end()
	<-b.ended
}

// again kills the pooler and starts it a little later.
func (b *bouncer) again() {
	b.stop()
	pause(b.t.random, 500)
	b.start()
}
