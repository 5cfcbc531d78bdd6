package seed

import (
	"testing"

	"golang.org/x/crypto/bcrypt"

	"github.com/clouddrift/guardian/internal/testdb"
)

func TestUsersCanLogIn(t *testing.T) {
	t.Parallel()
	db := testdb.OpenOwner(t)
	run(t, db, Options{Drifts: 1})
	for email, password := range map[string]string{AdminEmail: AdminPassword, EngineerEmail: EngineerPassword, ViewerEmail: ViewerPassword} {
		hash := value[string](t, db, "SELECT password_hash FROM users WHERE email = '"+email+"'")
		if err := bcrypt.CompareHashAndPassword([]byte(hash), []byte(password)); err != nil {
			t.Errorf("%s: %v", email, err)
		}
	}
}
