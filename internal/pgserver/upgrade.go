//go:build darwin || freebsd || linux

package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"github.com/clouddrift/guardian/internal/postgres"
)

// quick are the settings of a new server while it is filled: what it holds is written to
// the disk before it takes the other's place, and is lost with no harm until then.
var quick = []string{"fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "max_wal_size=2GB", "maintenance_work_mem=256MB"}

// Upgrade brings the private PostgreSQL of a data directory over to another major version,
// to, or where that is 0 to the newest that is installed. It makes a new cluster
// beside the old one and has carry copy what the old server holds to the new one, by their
// URLs, passwords included, and compare the two. Then the new cluster takes the old one's
// place, which is kept in the folder that is told. What fails or is killed before
// that leaves the old one as it was.
//
// It takes the programs of both versions, and fails with one line where one is neither
// installed nor to be downloaded, or where other commands use the server.
func Upgrade(ctx context.Context, o Options, to int, carry func(ctx context.Context, from, to string) error) (Upgraded, error) {
	return upgrade(ctx, o, carry, func(p *Share, a account, from int) (old, fresh binaries, err error) {
		return p.bothBinaries(ctx, a, defaultSearch(), from, to)
	})
}

// carrier copies what one server holds to another, and compares them.
type carrier = func(ctx context.Context, from, to string) error

func upgrade(ctx context.Context, o Options, carry carrier, choose func(p *Share, a account, from int) (old, fresh binaries, err error)) (u Upgraded, err error) {
	if _, err := os.Stat(o.DataDir); err != nil {
		return u, &DataDirError{o.DataDir, err}
	}
	p, a, err := openShare(o)
	if err != nil {
		return u, err
	}
	defer func() { err = errors.Join(p.withDisk(err), p.root.Close()) }()
	turn, err := p.takeTurn(ctx, startTimeout)
	if err != nil {
		return u, err
	}
	defer unlock(turn)
	users, err := p.tryLock(usersLockName, syscall.LOCK_EX)
	if errors.Is(err, errLocked) {
		return u, fmt.Errorf("other commands of guardian use the private PostgreSQL in %s: end them first", p.dir)
	}
	if err != nil {
		return u, err
	}
	defer unlock(users)
	if err := errors.Join(p.finishUpgrade(), p.sweepUpgrade(ctx)); err != nil {
		return u, err
	}
	if u.From, err = p.clusterMajor(); err != nil {
		return u, err
	}
	if u.From == 0 {
		return u, fmt.Errorf("there is no private PostgreSQL in %s: nothing is to be brought over", p.dir)
	}
	kept := keptName(u.From)
	if _, err := p.root.Lstat(kept); !errors.Is(err, fs.ErrNotExist) {
		return u, fmt.Errorf("%s is there already, of an earlier upgrade perhaps, and the old folder is to be kept under that name: move it away", p.path(kept))
	}
	old, fresh, err := choose(p, a, u.From)
	if err != nil {
		return u, err
	}
	u.To, u.Kept = fresh.major, p.path(kept)
	return u, p.bringOver(ctx, a, old, fresh, carry)
}

// bringOver is the work of Upgrade, by a caller who has the turn and is the only user.
func (p *Share) bringOver(ctx context.Context, a account, old, fresh binaries, carry carrier) error {
	p.options.logf("starting PostgreSQL %d in %s", old.major, p.cluster())
	if err := p.connect(ctx, a, search{folders: []string{old.dir}}); err != nil {
		return err
	}
	if p.gone() { // it answers, and it is none that holds server.lock
		return fmt.Errorf("the PostgreSQL in %s was started by hand: stop it first", p.dir)
	}
	err := p.fill(ctx, a, fresh, carry)
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if stopped := p.stop(stop, false); err == nil {
		err = stopped
	}
	if err == nil {
		err = p.onDisk(ctx, a, fresh)
	}
	if err == nil {
		return p.swap(stop, old.major)
	}
	_ = p.sweepUpgrade(stop) // else the next command does
	return err
}

// fill makes the new cluster, in a data directory within this one, and has it filled.
func (p *Share) fill(ctx context.Context, a account, fresh binaries, carry carrier) (err error) {
	next, err := openShareAs(a, p.path(upgradeName), Options{Log: p.options.Log, Settings: quick})
	if err != nil {
		return err
	}
	if err := next.begin(ctx, a, search{folders: []string{fresh.dir}}); err != nil {
		return errors.Join(err, next.root.Close())
	}
	defer func() {
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
		defer cancel()
		if closed := next.Close(stop); err == nil {
			err = closed
		}
	}()
	p.options.logf("copying what it holds to PostgreSQL %d in %s", fresh.major, next.cluster())
	if err := carry(ctx, p.url, next.url); err != nil {
		return err
	}
	p.options.logf("copied")
	return p.samePassword(ctx, next)
}

// samePassword gives the new server the old one's password, so that its file stays as it is.
func (p *Share) samePassword(ctx context.Context, next *Share) error {
	password, err := p.read(passwordName)
	if err != nil {
		return err
	}
	db, err := postgres.Open(ctx, postgres.Config{URL: next.url, MaxConns: 1})
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Pool.Exec(ctx, "ALTER ROLE "+superuser+" PASSWORD '"+strings.ReplaceAll(strings.TrimSpace(string(password)), "'", "''")+"'")
	return err
}

// onDisk has the system write the new cluster to the disk: its server did not.
func (p *Share) onDisk(ctx context.Context, a account, fresh binaries) error {
	cmd := exec.CommandContext(ctx, fresh.program("initdb"), "--sync-only", "-D", p.path(upgradeName+"/"+clusterName))
	cmd.Dir, cmd.Env, cmd.SysProcAttr = "/", a.environment(), a.process()
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("writing %s to the disk: %s", p.path(upgradeName), complaint(string(out), err.Error()))
	}
	p.options.logf("written to the disk")
	return nil
}
