//go:build darwin || freebsd || linux

package pgserver

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// The files of a data directory.
const (
	clusterName    = "pg"
	postmasterName = clusterName + "/postmaster.pid"
	passwordName   = "password"
	logName        = "postgresql.log"
	startLockName  = "start.lock"  // held while the server is started or stopped
	usersLockName  = "users.lock"  // shared by everybody who uses the server
	serverLockName = "server.lock" // held by the server's own processes
)

// files are the files of a data directory. They are reached through the folder that was
// checked, wherever its path leads by now, and never through a link.
type files struct {
	dir    string
	root   *os.Root
	server account // who runs the server
	shared bool    // the folder is the account's, and this process is root
}

func (f files) path(name string) string { return filepath.Join(f.dir, name) }
func (f files) cluster() string         { return f.path(clusterName) }
func (f files) password() string        { return f.path(passwordName) }
func (f files) log() string             { return f.path(logName) }
func (f files) startLock() string       { return f.path(startLockName) }

// openFiles opens a data directory that is there. It refuses one in which somebody else
// could put a file of theirs.
func openFiles(dir string, a account) (files, error) {
	if err := checkAbove(dir); err != nil {
		return files{}, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return files{}, err
	}
	f := files{dir: dir, root: root, server: a}
	info, err := root.Stat(".")
	if err == nil {
		err = a.checkFolder(dir, info)
	}
	if err != nil {
		_ = root.Close()
		return files{}, err
	}
	f.shared = a.other && info.Sys().(*syscall.Stat_t).Uid == a.uid
	return f, nil
}

// checkAbove refuses a folder that anybody may move away and put another in its place.
func checkAbove(dir string) error {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return err
	}
	for above := filepath.Dir(real); ; above = filepath.Dir(above) {
		info, err := os.Stat(above)
		if err != nil {
			return err
		}
		if info.Mode()&0o002 != 0 && info.Mode()&fs.ModeSticky == 0 {
			return fmt.Errorf("anybody may write into %s above it: chmod o-w %s, or choose another folder", above, above)
		}
		if above == filepath.Dir(above) {
			return nil
		}
	}
}

// checkFolder refuses a folder that is a stranger's or that others may write into. A
// group that has the number of the owner is the owner's own, as many systems set it up.
func (a account) checkFolder(dir string, info fs.FileInfo) error {
	st := info.Sys().(*syscall.Stat_t)
	if !a.trusts(st.Uid) {
		return fmt.Errorf("it belongs to user %s: run as that user, or choose another folder", ownerName(st.Uid))
	}
	if mode := info.Mode(); mode&0o002 != 0 || mode&0o020 != 0 && st.Gid != st.Uid {
		return fmt.Errorf("others may write into it (%s): chmod go-w %s, or choose another folder", mode, dir)
	}
	return nil
}

// trusts says whose files are taken: root's, those of this process's user and the server's.
func (a account) trusts(uid uint32) bool {
	return uid == 0 || int(uid) == os.Geteuid() || uid == a.uid
}

// open opens a file of the folder, and nothing else that may lie there under its name:
// no link, no pipe, no stranger's file, and as root none that has another name elsewhere.
// One that is made is private, and in the account's own folder the account's.
func (f files) open(name string, flag int) (*os.File, error) {
	file, made, err := f.openOrMake(name, flag|syscall.O_NONBLOCK) // a pipe would not open until somebody writes
	if err != nil {
		return nil, err
	}
	if err = f.check(name, file, flag); err == nil && made {
		err = f.give(file)
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

func (f files) openOrMake(name string, flag int) (file *os.File, made bool, err error) {
	for {
		if file, err = f.root.OpenFile(name, flag&^os.O_CREATE, 0); err == nil || !errors.Is(err, fs.ErrNotExist) || flag&os.O_CREATE == 0 {
			break
		}
		if file, err = f.root.OpenFile(name, flag|os.O_EXCL, 0o600); err == nil || !errors.Is(err, fs.ErrExist) {
			return file, true, err
		}
		if named, err := f.root.Lstat(name); err == nil && named.Mode()&fs.ModeSymlink != 0 {
			return nil, false, f.refused(name, errLink)
		}
	}
	if err != nil {
		if named, lerr := f.root.Lstat(name); lerr == nil && named.Mode()&fs.ModeSymlink != 0 {
			err = f.refused(name, errLink) // rather than that it escapes
		}
	}
	return file, false, err
}

var errLink = errors.New("it is a link: remove it")

func (f files) refused(name string, err error) error {
	return &fs.PathError{Op: "opening", Path: f.path(name), Err: err}
}

func (f files) check(name string, file *os.File, flag int) error {
	named, err := f.root.Lstat(name)
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return err
	}
	st, writes := info.Sys().(*syscall.Stat_t), flag&(os.O_WRONLY|os.O_RDWR) != 0
	switch {
	case named.Mode()&fs.ModeSymlink != 0:
		err = errLink
	case !info.Mode().IsRegular():
		err = errors.New("it is no file: remove it")
	case !f.server.trusts(st.Uid):
		err = fmt.Errorf("it belongs to user %s: remove it", ownerName(st.Uid))
	case f.server.other && writes && st.Nlink > 1:
		err = errors.New("it is a file that has another name elsewhere: remove it")
	default:
		return nil
	}
	return f.refused(name, err)
}

// give leaves a file that root made in the account's folder to the account, who needs it as well.
func (f files) give(file *os.File) error {
	if !f.shared {
		return nil
	}
	return f.server.own(file)
}

// read reads a small file of the folder.
func (f files) read(name string) ([]byte, error) {
	file, err := f.open(name, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, 64<<10))
}

// writePrivate puts a file there whole or not at all, for the eyes of its owner only, to
// whom give gives it.
func (f files) writePrivate(name, content string, give func(*os.File) error) error {
	tmp := name + "." + rand.Text()
	file, err := f.root.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(content + "\n")
	err = errors.Join(err, give(file), file.Sync(), file.Close())
	if err == nil {
		err = f.root.Rename(tmp, name)
	}
	if err != nil {
		_ = f.root.Remove(tmp)
	}
	return err
}

// makeFolder makes a folder of the account's, which nobody else may enter.
func (f files) makeFolder(name string) error {
	if err := f.root.Mkdir(name, 0o700); err != nil {
		return err
	}
	folder, err := f.root.Open(name)
	if err != nil {
		return err
	}
	defer folder.Close()
	if info, err := folder.Stat(); err != nil || !info.IsDir() || int(info.Sys().(*syscall.Stat_t).Uid) != os.Geteuid() {
		return errors.Join(err, f.refused(name, errors.New("somebody has put something else in its place")))
	}
	return f.server.own(folder)
}

// sync makes what was renamed in the folder last.
func (f files) sync() error {
	folder, err := f.root.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
