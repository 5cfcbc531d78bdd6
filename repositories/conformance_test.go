package repositories_test

import (
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/repositories"
)

// Each repository keeps what its suite says, on the pool and within a unit of work alike.
func TestConformance(t *testing.T) {
	t.Parallel()
	for _, f := range reflect.VisibleFields(reflect.TypeFor[repositories.Store]()) {
		if usual[f.Name+".Get"] != nil && suites[f.Name] == nil {
			entity := strings.TrimSuffix(f.Name, "s")
			t.Errorf("repositories/everything_test.go: suites has no line of %s; write %[1]q: %sSuite, and in repositories/%s_test.go func %[2]sSuite(l *ledger) with what its methods do and refuse",
				f.Name, strings.ToLower(entity), strings.ToLower(f.Name))
		}
	}
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
