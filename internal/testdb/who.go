package testdb

import "net/url"

// Who tests are; none is a superuser unasked.
const (
	super  = "guardian"     // the cluster's own user, whom nothing is refused
	owner  = "tests_owner"  // of the databases and their tables, who migrates, seeds and verifies
	app    = "tests_app"    // has what schema grants gives to the writing role
	reader = "tests_reader" // likewise
)

// as is a URL for another user with the same password.
func as(address, role string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	if password, given := u.User.Password(); given {
		u.User = url.UserPassword(role, password)
	} else {
		u.User = url.User(role)
	}
	return u.String()
}
