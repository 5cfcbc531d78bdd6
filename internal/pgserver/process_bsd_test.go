//go:build darwin || freebsd

package pgserver

import "testing"

// A process is the server that this program started where it is the server's user's and
// was started as this program does.
func TestWhoseProcess(t *testing.T) {
	t.Parallel()
	p := take(t, clusterDir(t))
	r, _ := p.postmaster()
	for name, c := range map[string]struct {
		pid          int
		ours, server bool
	}{
		"the server":   {r.pid, true, true},
		"a stranger's": {stranger(t, p.server.uid).Process.Pid, false, false},
	} {
		if ours, err := p.isOurs(c.pid); err != nil || ours != c.ours {
			t.Errorf("%s: ours %v, %v", name, ours, err)
		}
		if server, err := p.isServer(c.pid); err != nil || server != c.server {
			t.Errorf("%s: a server %v, %v", name, server, err)
		}
	}
}
