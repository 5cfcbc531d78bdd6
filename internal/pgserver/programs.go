//go:build darwin || freebsd || linux

package pgserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// binaries finds PostgreSQL's programs for a cluster of a major version, 0 for a
// new one: installed ones first, then those downloaded before, then a download.
func (p *Share) binaries(ctx context.Context, a account, s search, major int) (binaries, error) {
	s = p.withDownloads(a, s)
	b, found := s.find(ctx, a, major)
	if b.dir != "" {
		return b, nil
	}
	if major != 0 && len(found) > 0 {
		return b, fmt.Errorf("%s was made by PostgreSQL %d, which is not installed (found: %s): install PostgreSQL %d, or bring the data over by guardian database upgrade, which takes the programs of both, or by pg_upgrade, or move the folder away to start anew, or set DATABASE_URL", p.cluster(), major, list(found), major)
	}
	p.options.logf("no PostgreSQL is installed: downloading one")
	b, err := p.download(ctx, a, s, major)
	if err != nil && ctx.Err() == nil {
		err = fmt.Errorf("%w (found: %s; download: %s)", errNoPostgres, list(found), oneLine(err))
	}
	return b, err
}

// bothBinaries finds the programs of a cluster's version and those of a newer one, to, where
// that is 0 of the newest. What is not installed is downloaded.
func (p *Share) bothBinaries(ctx context.Context, a account, s search, from, to int) (old, fresh binaries, err error) {
	s = p.withDownloads(a, s)
	found := s.all(ctx, a)
	if to == 0 {
		to = newestEmbedded
		if newest := slices.MaxFunc(append(found, binaries{}), func(b, c binaries) int { return b.major - c.major }); newest.major > from {
			to = newest.major
		}
	}
	if to <= from {
		return old, fresh, fmt.Errorf("%s is of PostgreSQL %d, and %d is no newer version: nothing is to be brought over", p.cluster(), from, to)
	}
	of := func(major int) (binaries, error) {
		if i := slices.IndexFunc(found, func(b binaries) bool { return b.major == major }); i >= 0 {
			return found[i], nil
		}
		p.options.logf("PostgreSQL %d is not installed: downloading it", major)
		b, err := p.download(ctx, a, s, major)
		if err != nil && ctx.Err() == nil {
			err = fmt.Errorf("to bring %s over takes the programs of both PostgreSQL %d and %d, and those of %d are not there (found: %s; download: %s): install PostgreSQL %[4]d beside the other", p.cluster(), from, to, major, list(found), oneLine(err))
		}
		return b, err
	}
	if old, err = of(from); err == nil {
		fresh, err = of(to)
	}
	return old, fresh, err
}

// withDownloads also searches what was downloaded before. In his own folder the account
// runs what is his.
func (p *Share) withDownloads(a account, s search) search {
	home := p.binariesHome(a)
	if p.shared || a.keepsOthersOut(home) == nil {
		s.folders = append(s.folders[:len(s.folders):len(s.folders)], filepath.Join(home, "binaries-v*", "bin"))
	}
	return s
}

// download fetches PostgreSQL's programs of a major version, 0 for the newest.
func (p *Share) download(ctx context.Context, a account, s search, major int) (binaries, error) {
	home := p.binariesHome(a)
	err := a.keepsOthersOut(home)
	if err == nil {
		err = os.MkdirAll(home, 0o711)
	}
	if err == nil {
		err = download(ctx, home, s.repository, major)
	}
	if ctx.Err() != nil {
		return binaries{}, ctx.Err()
	}
	if err != nil {
		return binaries{}, err
	}
	b, _ := s.find(ctx, a, major)
	if b.dir == "" {
		err = errors.New("what was downloaded does not run on this machine")
	}
	return b, err
}

// binariesHome is where downloads are kept: with the data, or in the user's cache
// where the data is thrown away and the next run should not download again.
func (p *Share) binariesHome(a account) string {
	if p.options.Throwaway && !a.other {
		if cache, err := os.UserCacheDir(); err == nil {
			return filepath.Join(cache, "clouddrift-guardian")
		}
	}
	return p.dir
}
