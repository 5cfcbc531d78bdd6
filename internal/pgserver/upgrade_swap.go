//go:build darwin || freebsd || linux

package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
)

// An upgrade fills a cluster in upgradeName. Once it is filled, compared and on the disk it
// is named nextName, and then the old cluster's name changes and the new one gets it.
const (
	upgradeName = "upgrade"
	nextName    = clusterName + ".next"
)

// keptName is what the old cluster is called after an upgrade.
func keptName(major int) string { return fmt.Sprintf("%s-%d", clusterName, major) }

// swap puts the new cluster in the old one's place, by names alone.
func (p *Share) swap(ctx context.Context, from int) error {
	for _, step := range [][2]string{{upgradeName + "/" + clusterName, nextName}, {clusterName, keptName(from)}, {nextName, clusterName}} {
		if err := p.rename(step[0], step[1]); err != nil {
			return err
		}
		p.options.logf("%s is now %s", p.path(step[0]), p.path(step[1]))
	}
	return p.sweepUpgrade(ctx)
}

// rename gives a folder another name, for good.
func (f files) rename(from, to string) error {
	if err := f.root.Rename(from, to); err != nil {
		return err
	}
	return f.sync()
}

// finishUpgrade goes on where an upgrade was killed. With the old cluster's name taken away the
// new one, which is whole, takes it. While the old one has it, that is the one that counts:
// it may have been written to since.
func (f files) finishUpgrade() error {
	if !f.has(nextName) {
		return nil
	}
	if f.has(clusterName) {
		return f.root.RemoveAll(nextName)
	}
	return f.rename(nextName, clusterName)
}

// sweepUpgrade removes what an upgrade was filling, and stops its server.
func (f files) sweepUpgrade(ctx context.Context) error {
	if !f.has(upgradeName) {
		return nil
	}
	removed, err := RemoveAbandoned(ctx, f.path(upgradeName))
	if err == nil && !removed {
		err = errors.New("somebody uses it")
	}
	if err != nil {
		return fmt.Errorf("%s is left of an upgrade and cannot be removed: %w", f.path(upgradeName), err)
	}
	return nil
}

func (f files) has(name string) bool {
	_, err := f.root.Lstat(name)
	return !errors.Is(err, fs.ErrNotExist)
}
