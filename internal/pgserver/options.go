package pgserver

import (
	"errors"
	"fmt"

	"github.com/sirupsen/logrus"
)

// errNoPostgres: no PostgreSQL is installed and its binaries cannot be
// downloaded either. Its text names the three ways out.
var errNoPostgres = errors.New("no PostgreSQL to be had: install PostgreSQL 14 or later, or set DATABASE_URL to a server that runs, or use docker compose up")

// Options says which private PostgreSQL is wanted.
type Options struct {
	// DataDir is the folder of the server and its files; it is made where it is
	// missing. Run by root, the server works as another user, who must be able to
	// enter this folder.
	DataDir string
	// Log takes a line where a server is made, started or stopped; nil is silent.
	Log logrus.FieldLogger
	// Throwaway trades all durability for speed: for tests, whose data may be lost.
	Throwaway bool
	// Environment is added to what the server's process gets to see ("NAME=value"):
	// for tests, whose server may live at another time.
	Environment []string
	// Settings are settings of the server ("name=value") that take the place of this
	// package's own, while a server runs that this share starts: for benchmarks.
	Settings []string
}

// Upgraded tells what [Upgrade] did.
type Upgraded struct {
	From, To int    // major versions
	Kept     string // the folder that holds the old cluster
}

// DataDirError says why a data directory cannot be used, by this user or at all.
type DataDirError struct {
	Dir string
	Err error
}

// Error names the directory and the reason.
func (e *DataDirError) Error() string {
	return fmt.Sprintf("DATA_DIR %s cannot be used: %v", e.Dir, e.Err)
}

// Unwrap gives the reason.
func (e *DataDirError) Unwrap() error { return e.Err }

func (o Options) logf(format string, args ...any) {
	if o.Log != nil {
		o.Log.Infof(format, args...)
	}
}
