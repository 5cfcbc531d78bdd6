package server_test

import (
	"os"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

func TestMain(m *testing.M) { os.Exit(max(testdb.Run(m), answers.verdict())) }
