package models_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

func TestUserInputs(t *testing.T) {
	t.Parallel()
	type in = models.CreateUserInput
	changes := slices.Concat(
		limit("firstName", 100, false, func(u *in, s string) { u.FirstName = s }),
		limit("lastName", 100, false, func(u *in, s string) { u.LastName = s }),
		limit("avatarUrl", 500, false, func(u *in, s string) { u.AvatarURL = s }),
		[]change[in]{
			{"an e-mail at its limit", func(u *in) { u.Email = strings.Repeat("a", 249) + "@b.com" }, nil},
			{"an e-mail past its limit", func(u *in) { u.Email = strings.Repeat("a", 250) + "@b.com" }, []string{"email"}},
			{"no e-mail", func(u *in) { u.Email = "" }, []string{"email"}},
			{"an e-mail of spaces", func(u *in) { u.Email = "  " }, []string{"email"}},
			{"an e-mail that is none", func(u *in) { u.Email = "eva" }, []string{"email"}},
			{"an e-mail with U+0000", func(u *in) { u.Email = "a\x00@b.com" }, []string{"email"}},
			{"a short password", func(u *in) { u.Password = "123456789" }, []string{"password"}},
			{"the shortest password", func(u *in) { u.Password = "1234567890" }, nil},
			{"the longest password", func(u *in) { u.Password = strings.Repeat("世", 24) }, nil},
			{"a long password", func(u *in) { u.Password = strings.Repeat("世", 24) + "a" }, []string{"password"}},
			{"no role", func(u *in) { u.Role = "" }, []string{"role"}},
			{"another role", func(u *in) { u.Role = "root" }, []string{"role"}},
		},
	)
	checkInput(t, in{Email: "eva@example.com", Password: "correct horse", Role: models.RoleViewer}, changes)

	type rename = models.RenameUserInput
	checkInput(t, rename{}, slices.Concat(
		limit("firstName", 100, false, func(u *rename, s string) { u.FirstName = s }),
		limit("lastName", 100, false, func(u *rename, s string) { u.LastName = s }),
	))
}

// What is taken for an e-mail address is what the table's own check takes.
func TestEmailsAreTheTables(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	for _, email := range []string{
		"eva@example.com", "EVA@EXAMPLE.ORG", "a.b_c%d+e-f@g-h.i.jk", "a@b.co", "1@2.museum", "a@b..cc", "a@-.cc", "..@b.cc", "a@b.|c", "a@b.c|",
		"a@b.c", "a@b", "@b.cc", "a@", "a", "a@b.c1", "a@b.c-d", "a b@c.dd", " a@b.cc", "a@b.cc ", "a@b.cc\n", "\na@b.cc", "a@b.cc\nx@y.zz",
		"a@@b.cc", "a@b@c.dd", "é@b.cc", "a@é.cc", "a@b.éé", "a@b.cç", "A@B.ÄÖ", "ſ@b.cc", "a@b.\u212a\u212a", "a,b@c.dd", "a;b@c.dd", "a'b@c.dd", `"a"@b.cc`,
		"<a@b.cc>", "a@[127.0.0.1]", "a@b.cc.", "a!@b.cc", "a@b_c.dd", "a\t@b.cc", "a\\@b.cc", "a^@b.cc", "a@b.[]", "a@b.__", "a/b@c.dd",
	} {
		err := db.Gorm.Exec("INSERT INTO users (email, password_hash) VALUES (?, 'x')", email).Error
		var pg *pgconn.PgError
		if err != nil && (!errors.As(err, &pg) || pg.ConstraintName != "email_format") {
			t.Fatalf("%q: %v", email, err)
		}
		in := models.CreateUserInput{Email: email, Password: "correct horse", Role: models.RoleViewer}
		if wrong := in.Validate(); (err == nil) != (wrong == nil) {
			t.Errorf("%q: the table says %v, Validate %v", email, err, wrong)
		}
	}
}
