//go:build darwin || freebsd || linux

package pgserver

import (
	"slices"
	"strconv"
	"testing"
)

func TestUpgradeChoosesPrograms(t *testing.T) {
	t.Parallel()
	dir := clusterDir(t)
	p := take(t, dir)
	from := mustMajor(t, p)
	nowhere := search{repository: "http://127.0.0.1:1"}
	_, _, err := p.bothBinaries(t.Context(), p.server, nowhere, from, from)
	mustBeOneLine(t, err, "nothing is to be brought over")
	_, _, err = p.bothBinaries(t.Context(), p.server, nowhere, 13, 14)
	mustBeOneLine(t, err, "takes the programs of both PostgreSQL 13 and 14, and those of 13 are not there (found: none;", "install PostgreSQL 13 beside the other")
	here := defaultSearch()
	here.repository = nowhere.repository
	_, _, err = p.bothBinaries(t.Context(), p.server, here, from, 99)
	mustBeOneLine(t, err, "those of 99 are not there (found: "+strconv.Itoa(from)+" in ", "there is no download of PostgreSQL 99")
	all := here.all(t.Context(), p.server)
	newest := slices.MaxFunc(all, func(b, c binaries) int { return b.major - c.major })
	if newest.major == from {
		return
	}
	if _, fresh, err := p.bothBinaries(t.Context(), p.server, here, from, 0); err != nil || fresh != newest {
		t.Errorf("of %s it chooses %s, %v", list(all), fresh, err)
	}
}
