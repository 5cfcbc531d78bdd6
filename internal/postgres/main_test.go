//go:build darwin || freebsd || linux

package postgres_test

import (
	"os"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
)

// TestMain also is the program of the tests that need a second process.
func TestMain(m *testing.M) {
	if os.Getenv(postgres.SecondProcess) != "" {
		os.Exit(postgres.RunSecondProcess())
	}
	code := testdb.Run(m)
	postgres.RemoveMadeCluster()
	os.Exit(code)
}
