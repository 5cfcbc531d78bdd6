package repositories_test

import (
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"github.com/clouddrift/guardian/repositories"
)

// Each repository keeps what its suite says, on the pool and within a unit of work alike.
func TestConformance(t *testing.T) {
	t.Parallel()
	for _, f := range reflect.VisibleFields(reflect.TypeFor[repositories.Store]()) {
		if usual[f.Name+".Get"] != nil && shelves[f.Name].suite == nil {
			entity := strings.ToLower(f.Name[:1]) + strings.TrimSuffix(f.Name[1:], "s")
			t.Errorf("repositories/%[2]s_test.go: nothing says what the methods of %[1]s do and refuse; write there var _ = shelve(%[1]q, shelf{%[3]sSuite, %[3]sList, %[3]sWrites}) and these functions, as repositories/alerts_test.go has them",
				f.Name, snake(f.Name), entity)
		}
	}
	for name, of := range shelves {
		t.Run(name+" on the pool", func(t *testing.T) {
			t.Parallel()
			of.suite(newLedger(t))
		})
		t.Run(name+" within a unit of work", func(t *testing.T) {
			t.Parallel()
			l := newLedger(t)
			l.ok(l.InTx(t.Context(), func(tx *repositories.Store) error {
				of.suite(l.on(tx))
				return nil
			}))
		})
	}
}

// snake is NoteLinks as note_links.
func snake(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && unicode.IsUpper(r) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

var _ testing.TB = (*ledger)(nil)
