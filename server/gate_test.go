package server_test

import (
	"fmt"
	"io"
	"net"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

// gate stands between a test and its database and can be shut, which is what the
// database going away looks like: connections break and new ones are refused.
type gate struct {
	url string // the database's URL, through the gate

	t        *testing.T
	network  string
	target   string
	address  string
	listener net.Listener
	mu       sync.Mutex
	through  []net.Conn
}

func newGate(t *testing.T, url string) *gate {
	t.Helper()
	cfg, err := pgconn.ParseConfig(url)
	must(t, err)
	g := &gate{t: t, address: "127.0.0.1:0"}
	g.network, g.target = pgconn.NetworkAddress(cfg.Host, cfg.Port)
	g.open()
	t.Cleanup(g.shut)
	g.address = g.listener.Addr().String()
	host, port, err := net.SplitHostPort(g.address)
	must(t, err)
	g.url = fmt.Sprintf("host=%s port=%s user=%s password=%s dbname=%s sslmode=disable", host, port, cfg.User, cfg.Password, cfg.Database)
	return g
}

func (g *gate) open() {
	g.t.Helper()
	l, err := net.Listen("tcp", g.address)
	must(g.t, err)
	g.listener = l
	go func() {
		for {
			from, err := l.Accept()
			if err != nil {
				return // shut
			}
			to, err := net.Dial(g.network, g.target)
			if err != nil {
				from.Close()
				continue
			}
			g.mu.Lock()
			g.through = append(g.through, from, to)
			g.mu.Unlock()
			go io.Copy(from, to)
			go io.Copy(to, from)
		}
	}()
}

func (g *gate) shut() {
	g.listener.Close()
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, c := range g.through {
		c.Close()
	}
	g.through = nil
}
