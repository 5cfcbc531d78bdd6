package testdb

import "net/url"

// super is the cluster's own user, whom nothing is refused.
const super = "guardian"

// Who tests are: all of them the cluster's own user where the package does not call [RunRoles].
var owner, app, reader = super, super, super

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
