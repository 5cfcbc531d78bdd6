package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/rulebook"
)

// readRules reads a file of rules and parses it; now is the ledger's clock, zero for rules
// that were taken before.
func readRules(file string, now time.Time) (*rulebook.Book, []byte, error) {
	info, err := os.Stat(file)
	switch {
	case err != nil:
		return nil, nil, fmt.Errorf("%s: %w", file, errors.Unwrap(err)) // a PathError, always
	case info.IsDir():
		return nil, nil, fmt.Errorf("%s: is a folder, want a file of rules", file)
	}
	source, err := readAtMost(file, rulebook.MaxBytes+1) // by one too many Parse refuses it; a device has no end
	if err != nil {
		return nil, nil, err
	}
	book, err := rulebook.Parse(file, source, now)
	return book, source, err
}

// readRulesBeside reads a file of rules beside the set in force, which it gives. The file of that set
// is right although a rule of it may have ended since.
func readRulesBeside(ctx context.Context, store *repositories.Store, file string) (book *rulebook.Book, source []byte, before models.RuleSet, err error) {
	now, err := store.Now(ctx)
	if err != nil {
		return nil, nil, before, err
	}
	if before, err = currentRules(ctx, store); err != nil {
		return nil, nil, before, err
	}
	book, source, err = readRules(file, now)
	if err != nil && source != nil && string(source) == before.Source {
		book, err = rulebook.Parse(file, source, time.Time{})
	}
	return book, source, before, err
}

// readAtMost reads the first so many bytes of a file.
func readAtMost(file string, most int64) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most))
}

// linesOf are the rules of a book as the ledger keeps them.
func linesOf(book *rulebook.Book) []models.RuleLine {
	var lines []models.RuleLine
	for _, r := range book.Rules() {
		lines = append(lines, models.RuleLine{Key: r.Key, Kind: string(r.Kind), Line: r.Line, Reason: r.Reason, Until: r.Until})
	}
	return lines
}

// currentRules gives the set in force, the zero one where there is none.
func currentRules(ctx context.Context, store *repositories.Store) (models.RuleSet, error) {
	set, err := store.Rules.Current(ctx)
	if errors.Is(err, models.ErrNotFound) {
		err = nil
	}
	return set, err
}

// appliedBy is the e-mail of who applied a set.
func appliedBy(ctx context.Context, store *repositories.Store, set models.RuleSet) (string, error) {
	names, err := store.Users.Names(ctx, []uuid.UUID{set.AppliedBy})
	return names[set.AppliedBy], err
}

// appliedWords say who applied a set and when.
func appliedWords(set models.RuleSet, by string) string {
	return fmt.Sprintf("applied at %s by %s", clockUTC(set.CreatedAt), by)
}

// noRules is who applied rules where nobody did.
var noRules = models.RuleSet{}.AppliedBy
