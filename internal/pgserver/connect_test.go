//go:build darwin || freebsd || linux

package pgserver

import (
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5/pgproto3"
)

// impostor answers on a port of its own as a PostgreSQL does that asks for the password as
// it is, or for none, and lets everybody in. It tells how many it let in, and what it learned.
type impostor struct {
	net.Listener
	asks    bool
	letIn   atomic.Int32
	learned atomic.Value
}

func newImpostor(t *testing.T, asks bool) *impostor {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	i := &impostor{Listener: l, asks: asks}
	i.learned.Store("")
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go i.serve(conn)
		}
	}()
	return i
}

func (i *impostor) port() int { return i.Addr().(*net.TCPAddr).Port }

func (i *impostor) serve(conn net.Conn) {
	defer conn.Close()
	b := pgproto3.NewBackend(conn, conn)
	if _, err := b.ReceiveStartupMessage(); err != nil {
		return
	}
	if i.asks {
		b.Send(&pgproto3.AuthenticationCleartextPassword{})
		if b.Flush() != nil || b.SetAuthType(pgproto3.AuthTypeCleartextPassword) != nil {
			return
		}
		m, err := b.Receive()
		if err != nil {
			return
		}
		if password, ok := m.(*pgproto3.PasswordMessage); ok {
			i.learned.Store(password.Password)
		}
	}
	b.Send(&pgproto3.AuthenticationOk{})
	b.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
	if b.Flush() != nil {
		return
	}
	for {
		m, err := b.Receive()
		if err != nil {
			return
		}
		if _, ok := m.(*pgproto3.Terminate); ok {
			i.letIn.Add(1)
			return
		}
	}
}

// Whoever answers on the port that postmaster.pid names learns no password, and is not
// taken for the server.
func TestImpostorOnThePort(t *testing.T) {
	t.Parallel()
	for _, asks := range []bool{true, false} {
		dir := clusterDir(t)
		f, i := folder(t, dir), newImpostor(t, asks)
		password, err := f.read(passwordName)
		if err != nil {
			t.Fatal(err)
		}
		// No server is left, and its number is another's.
		writePostmaster(t, f, stranger(t, f.server.uid).Process.Pid, i.port())
		p := take(t, dir)
		if r, _ := p.postmaster(); r.port == i.port() {
			t.Error("the impostor is taken for the server")
		}
		mustQuery(t, p.URL(), "SELECT 'the right one'")

		// The server runs, and postmaster.pid leads elsewhere.
		r, _ := p.postmaster()
		writePostmaster(t, f, r.pid, i.port())
		_, err = Start(t.Context(), Options{DataDir: dir, Throwaway: true})
		mustBeOneLine(t, err, "does not let this program in", "authentication method requirement")
		writePostmaster(t, f, r.pid, r.port)
		giveBack(t, p)
		if n := i.letIn.Load(); n > 0 {
			t.Errorf("asks %v: the impostor was believed %d times", asks, n)
		}
		if got := i.learned.Load().(string); strings.Contains(got, strings.TrimSpace(string(password))) {
			t.Errorf("the impostor learned the password")
		}
	}
}
