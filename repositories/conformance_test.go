package repositories_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/clouddrift/guardian/repositories"
)

// What every repository promises, one suite each. It holds on the pool and within
// a unit of work alike.
var suites = map[string]func(l *ledger){
	"drifts": driftSuite, "alerts": alertSuite, "users": userSuite, "costs": costSuite,
	"audit": auditSuite, "sessions": sessionSuite, "scans": scanSuite,
}

func TestConformance(t *testing.T) {
	t.Parallel()
	for name, suite := range suites {
		t.Run(name+" on the pool", func(t *testing.T) {
			t.Parallel()
			suite(newLedger(t))
		})
		t.Run(name+" within a unit of work", func(t *testing.T) {
			t.Parallel()
			l := newLedger(t)
			l.ok(l.InTx(t.Context(), func(tx *repositories.Store) error {
				suite(l.on(tx))
				return nil
			}))
		})
	}
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

var _ testing.TB = (*ledger)(nil)
