package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
)

// Whatever is wrong with a URL, no error shows a piece of its password.
func TestErrorsShowNoPassword(t *testing.T) {
	t.Parallel()
	d := testdb.Empty(t)
	host := change(t, d, func(u *url.URL) { u.User = nil })
	host = strings.TrimSuffix(strings.TrimPrefix(host, "postgres://"), "?sslmode=disable")
	server, _, _ := strings.Cut(host, "/")
	for _, bad := range []string{
		"postgres://guardian:s3cret@" + host,                // a wrong one
		"postgres://guardian:s3cret@127.0.0.1:1/x",          // nobody listens
		"postgres://guardian:s3cret@127.0.0.1:notaport/x",   // no port
		"postgres://guardian:s3cret@" + host + "?sslmode=x", // a bad option
		"postgres://guardian:s3cret@" + host + "?sslmode=disable&connect_timeout=x",
		"postgres://guardian:s3cret@" + host + "?sslmode=disable&nonsense=1",
		"postgres://guardian:s3cret@" + host + "?pool_max_conns=x",
		"postgres://guardian:s3cret@" + host + "?default_query_exec_mode=x",
		"postgres://guardian:%s3cret@" + host, // bare special characters
		"postgres://guardian:a/s3cret@" + host,
		"postgres://guardian:1/s3cret@" + host,
		"postgres://guardian:a#s3cret@" + host,
		"postgres://guardian:1#s3cret@" + host,
		"postgres://guardian:1?s3cret@" + host,
		"postgres://guardian:a?b=s3cret@" + host,
		"postgres://guardian:a@b/s3cret@" + host,
		"postgres://guardian:a@127.0.0.1/s3cret@" + host,
		"postgres://guardian:[s3cret@" + host,
		"postgres://guardian:s3cret @" + host,
		"postgres//guardian:s3cret@" + host, // a slip in the scheme
		"postgres:/guardian:s3cret@" + host,
		"mysql://guardian:s3cret@" + host,
		"guardian:s3cret@" + host,
		"host=127.0.0.1 port=1 user=u password=s3cret",
		"host=127.0.0.1 port=x password = 's3cret'",
		`host=127.0.0.1 port=x password='it\'s s3cret'`,
		"host=127.0.0.1 port=1 sslmode=x password=a\\ s3cret",
		"host=127.0.0.1 password='s3cret",
		"password=a s3cret host=" + server,
		"mysql://guardian:s3cret@" + host + "?sslmode=disable", // taken for the keyword that ends at =
		"guardian:s3cret@" + host + "?sslmode=disable",
		"host=127.0.0.1 port=1 password=a s3cret/b=c",
		d.URL + "&s3cret=1", // taken for a setting, as the tail of a password with a blank in it is
		d.URL + "&datestyle=s3cret",
		"",
	} {
		_, err := postgres.Open(t.Context(), postgres.Config{URL: bad})
		err2 := postgres.EnsureDatabase(t.Context(), bad)
		for _, err := range []error{err, err2} {
			mustBeOneLine(t, err)
			if strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%s: %v", bad, err)
			}
		}
	}
}

// A password with special characters, whatever they are and wherever they stand,
// is either refused or read whole: no piece of it becomes a host or a name.
func TestSpecialCharactersShowNoPieceOfThePassword(t *testing.T) {
	t.Parallel()
	const special = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
	var passwords []string
	for _, a := range special {
		for at := range 7 { // the front and the end, too
			p := "Qz7Wj9"
			passwords = append(passwords, p[:at]+string(a)+p[at:])
		}
		for _, b := range special {
			passwords = append(passwords, "Qz7"+string(a)+"Wj9"+string(b)+"Vx8", "Qz7"+string(a)+string(b)+"Wj9")
		}
	}
	letters := []rune("Qz7Wj9" + special)
	for range 2000 {
		p := make([]rune, 4+rand.IntN(12))
		for i := range p {
			p[i] = letters[rand.IntN(len(letters))]
		}
		passwords = append(passwords, string(p))
	}
	for _, p := range passwords {
		bad := "postgres://u:" + p + "@127.0.0.1:1/x?sslmode=disable" // nothing listens on port 1
		_, err1 := postgres.Open(t.Context(), postgres.Config{URL: bad})
		for _, err := range []error{postgres.CheckURL(bad), err1, postgres.EnsureDatabase(t.Context(), bad)} {
			if err != nil {
				mustShowNoPiece(t, err.Error(), p)
			}
		}
		if postgres.CheckURL(bad) == nil {
			mustBeOneLine(t, err1, `cannot connect to database "x" as "u": 127.0.0.1:1`)
		}
	}
}

// What befalls a call is said in words of this program, and whatever else it met as it is.
func TestPlain(t *testing.T) {
	t.Parallel()
	full := &pgconn.PgError{Severity: "ERROR", Code: "53100", Message: `could not extend file "base/1/2": No space left on device`}
	const broke = "the connection to the database broke"
	for want, err := range map[string]error{
		"migration 011_x: the database's disk is full": fmt.Errorf("migration 011_x: %w", full),
		broke + ": see that it runs, and try again":    fmt.Errorf("failed to receive message: %w", io.ErrUnexpectedEOF),
	} {
		if got := postgres.Plain(err); got.Error() != want || !errors.Is(got, errors.Unwrap(err)) {
			t.Errorf("%v: got %v, want %s", err, got, want)
		}
	}
	for _, code := range []string{"57P01", "57P02", "57P03"} {
		if got := postgres.Plain(&pgconn.PgError{Code: code}); !strings.HasPrefix(got.Error(), broke) {
			t.Errorf("%s: %v", code, got)
		}
	}
	for _, as := range []error{nil, errors.New("another"), &os.PathError{Op: "open", Path: "x", Err: syscall.ENOENT}, context.Canceled, &pgconn.PgError{Code: "42P01"}} {
		if got := postgres.Plain(as); got != as {
			t.Errorf("%v became %v", as, got)
		}
	}
	if got := postgres.Lacks(full); got != "the database's disk is full" {
		t.Error(got)
	}
}

// A server that cannot reach another says so by a code of its own.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	for code, want := range map[string]bool{"08006": true, "08001": true, "08P01": false, "42501": false} {
		_, err := db.Pool.Exec(t.Context(), "DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '"+code+"'; END $$")
		if err == nil || postgres.Unreachable(err) != want {
			t.Errorf("%s: %v is not taken for %v", code, err, want)
		}
	}
}
