//go:build darwin || freebsd || linux

package pgserver

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is the user that PostgreSQL's programs run as.
type account struct {
	name     string
	home     string
	uid, gid uint32
	other    bool // not the user of this process, which then is root
}

// serverAccount chooses who runs the server. PostgreSQL refuses to run as root:
// then it is the owner of the cluster that is there, else postgres, else nobody.
func serverAccount(cluster string) (account, error) {
	owner, found, err := ownerOf(cluster)
	if err != nil {
		return account{}, &DataDirError{filepath.Dir(cluster), err}
	}
	if self := os.Geteuid(); self != 0 {
		if found && int(owner.uid) != self {
			return account{}, &DataDirError{filepath.Dir(cluster), fmt.Errorf("%s belongs to user %s: run as that user, or choose another folder", cluster, owner.name)}
		}
		return accountOf(user.LookupId(strconv.Itoa(self)))
	}
	if found && owner.uid != 0 {
		owner.other = true
		return owner, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if a, err := accountOf(user.Lookup(name)); err == nil {
			a.other = true
			return a, nil
		}
	}
	return account{}, errors.New("PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody: run as an ordinary user, or set DATABASE_URL")
}

func accountOf(u *user.User, err error) (account, error) {
	if err != nil {
		return account{}, err
	}
	uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
	return account{name: u.Username, home: u.HomeDir, uid: uint32(uid), gid: uint32(gid)}, errors.Join(err1, err2)
}

func ownerOf(path string) (account, bool, error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return account{}, false, nil
	}
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		err = fmt.Errorf("%s is a link: choose the folder that holds what it leads to", path)
	}
	if err != nil {
		return account{}, false, err
	}
	st := info.Sys().(*syscall.Stat_t)
	a, err := accountOf(user.LookupId(strconv.FormatUint(uint64(st.Uid), 10)))
	if err != nil { // no name in the user database
		a = account{name: strconv.FormatUint(uint64(st.Uid), 10), uid: st.Uid, gid: st.Gid}
	}
	return a, true, nil
}

// ownerName is a user's name, or the number where it has none.
func ownerName(uid uint32) string {
	number := strconv.FormatUint(uint64(uid), 10)
	if u, err := user.LookupId(number); err == nil {
		return u.Username
	}
	return number
}

// process is how PostgreSQL's programs are started: in a session of their own,
// so that Ctrl-C on the terminal does not reach them, and as the account.
func (a account) process() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setsid: true}
	if a.other {
		attr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
	return attr
}

// environment is all that PostgreSQL's programs get to see: none of our
// settings, which may be secret, and none of libpq's.
func (a account) environment() []string {
	env := []string{"LC_ALL=C", "TZ=UTC", "HOME=" + a.home, "USER=" + a.name, "LOGNAME=" + a.name}
	for _, name := range []string{"PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// own gives an open file or folder to the account.
func (a account) own(file *os.File) error {
	if !a.other {
		return nil
	}
	return file.Chown(int(a.uid), int(a.gid))
}

// makeDir makes the data directory and what lacks above it, so that the account
// can get there. It fails, before anything is made, where a folder that is there
// already keeps the account out.
func (a account) makeDir(dir string) error {
	var missing []string
	there := dir
	for {
		info, err := os.Stat(there)
		if err == nil {
			if !info.IsDir() {
				return fmt.Errorf("%s is not a folder", there)
			}
			break
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		missing = append(missing, there)
		there = filepath.Dir(there)
	}
	if err := a.mayEnter(there); err != nil {
		return err
	}
	mode := fs.FileMode(0o700)
	if a.other {
		mode = 0o711 // to pass through, not to list; every file within is private
	}
	for i := len(missing) - 1; i >= 0; i-- {
		if err := makeBelow(filepath.Dir(missing[i]), filepath.Base(missing[i]), mode); err != nil {
			return err
		}
	}
	return nil
}

// makeBelow makes a folder of a mode, whatever the umask. The folder above may be
// another user's, who may have put a link there in the meantime: it is not followed.
func makeBelow(above, name string, mode fs.FileMode) error {
	root, err := os.OpenRoot(above)
	if err != nil {
		return err
	}
	defer root.Close()
	err = root.Mkdir(name, mode)
	if errors.Is(err, fs.ErrExist) {
		return nil // somebody else who starts a server was first
	}
	if err != nil {
		return err
	}
	folder, err := root.Open(name)
	if err != nil {
		return err
	}
	defer folder.Close()
	info, err := folder.Stat()
	if err != nil || !info.IsDir() || int(info.Sys().(*syscall.Stat_t).Uid) != os.Geteuid() {
		return errors.Join(err, fmt.Errorf("%s is not the folder that was made there", filepath.Join(above, name)))
	}
	return folder.Chmod(mode)
}

// mayEnter looks at a folder and at every one above it.
func (a account) mayEnter(dir string) error {
	if !a.other {
		return nil
	}
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return err
	}
	if parent := filepath.Dir(dir); parent != dir {
		if err := a.mayEnter(parent); err != nil {
			return err
		}
	}
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	st := info.Sys().(*syscall.Stat_t)
	need := fs.FileMode(0o001)
	switch {
	case st.Uid == a.uid:
		need = 0o100
	case st.Gid == a.gid:
		need = 0o010
	}
	if info.Mode()&need == 0 {
		return fmt.Errorf("PostgreSQL does not run as root but as user %s, who cannot enter %s: choose a folder within reach, such as /var/lib/clouddrift-guardian, or run as an ordinary user", a.name, dir)
	}
	return nil
}
