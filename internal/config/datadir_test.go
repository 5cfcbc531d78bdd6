package config

import "testing"

func TestDefaultDataDir(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		goos string
		uid  int
		vars map[string]string
		want string
	}{
		{"linux", 1000, map[string]string{"HOME": "/home/ann"}, "/home/ann/.local/share/clouddrift-guardian"},
		{"linux", 1000, map[string]string{"HOME": "/home/ann", "XDG_DATA_HOME": "/data"}, "/data/clouddrift-guardian"},
		{"linux", 1000, map[string]string{"HOME": "/home/ann", "XDG_DATA_HOME": "data"}, "/home/ann/.local/share/clouddrift-guardian"},
		{"freebsd", 1000, map[string]string{"HOME": "/home/ann"}, "/home/ann/.local/share/clouddrift-guardian"},
		{"darwin", 501, map[string]string{"HOME": "/Users/ann"}, "/Users/ann/Library/Application Support/clouddrift-guardian"},
		{"linux", 0, map[string]string{"HOME": "/root"}, "/var/lib/clouddrift-guardian"},
		{"linux", 1000, nil, ""},
	} {
		lookup := func(name string) (string, bool) { v, ok := c.vars[name]; return v, ok }
		if got := defaultDataDir(c.goos, c.uid, lookup); got != c.want {
			t.Errorf("%s, user %d, %v: got %q, want %q", c.goos, c.uid, c.vars, got, c.want)
		}
	}
}
