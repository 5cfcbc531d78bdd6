package config_test

import (
	"testing"

	"github.com/clouddrift/guardian/internal/config"
)

func TestCheckListen(t *testing.T) {
	t.Parallel()
	for addr, loopback := range map[string]bool{
		"127.0.0.1:8080": true, "127.8.9.10:1": true, "localhost:8080": true, "[::1]:8080": true, "[::ffff:127.0.0.1]:80": true,
		":8080": false, "0.0.0.0:8080": false, "[::]:8080": false, "10.0.0.7:80": false, "guardian.example:80": false,
		"localhost.example:80": false, "127.1:80": false,
	} {
		err := config.Config{HTTPAddr: addr}.CheckListen()
		if loopback && err != nil {
			t.Errorf("%s: %v", addr, err)
		}
		if !loopback {
			wantError(t, err, "set ADMIN_TOKEN, or ADMIN_ALLOW_ANONYMOUS=true")
		}
		if err := (config.Config{HTTPAddr: addr, AdminToken: "x"}).CheckListen(); err != nil {
			t.Errorf("%s with a token: %v", addr, err)
		}
		if err := (config.Config{HTTPAddr: addr, AdminAllowAnonymous: true}).CheckListen(); err != nil {
			t.Errorf("%s with leave: %v", addr, err)
		}
	}
}
