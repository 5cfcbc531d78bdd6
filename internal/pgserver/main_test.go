//go:build darwin || freebsd || linux

package pgserver

import (
	"os"
	"testing"
)

// TestMain also is the program of the tests that need a second process.
func TestMain(m *testing.M) {
	if os.Getenv(secondProcessVariable) != "" {
		os.Exit(runSecondProcess())
	}
	if os.Getenv(upgradeVariable) != "" {
		os.Exit(runUpgrade())
	}
	code := m.Run()
	removeMadeCluster()
	os.Exit(code)
}
