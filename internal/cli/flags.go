package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/models"
)

// choice is a flag that takes one of a few words.
type choice[E ~string] struct {
	value   *E
	allowed []E
}

func (c choice[E]) String() string { return string(*c.value) }
func (c choice[E]) Type() string   { return strings.Join(words(c.allowed), "|") }

func (c choice[E]) Set(s string) error {
	if !slices.Contains(c.allowed, E(s)) {
		return fmt.Errorf("takes %s, got %q", strings.Join(words(c.allowed), ", "), s)
	}
	*c.value = E(s)
	return nil
}

// addChoice adds a flag of a few words, which the shell completes. The default
// is what value holds.
func addChoice[E ~string](cmd *cobra.Command, value *E, name string, allowed []E, usage string) {
	cmd.Flags().Var(choice[E]{value, allowed}, name, usage)
	complete(cmd, name, allowed)
}

// complete offers words for a flag to the shell.
func complete[E ~string](cmd *cobra.Command, name string, allowed []E) {
	// It fails only for a flag that does not exist, which the tests would notice.
	_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(words(allowed), cobra.ShellCompDirectiveNoFileComp))
}

func words[E ~string](values []E) []string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = string(v)
	}
	return list
}

// number is a flag that takes a whole number within bounds.
type number struct {
	value       *uint64
	least, most uint64
}

func (n number) String() string { return strconv.FormatUint(*n.value, 10) }
func (n number) Type() string   { return "N" }

func (n number) Set(s string) error {
	v, err := strconv.ParseUint(s, 10, 64)
	if err != nil || v < n.least || v > n.most {
		return fmt.Errorf("takes a whole number from %d to %d, got %q", n.least, n.most, s)
	}
	*n.value = v
	return nil
}

// parseID reads the id of a row. uuid.Parse alone would take other spellings too.
func parseID(what, s string) (uuid.UUID, error) {
	id, err := uuid.Parse(s)
	if err != nil || len(s) != len(uuid.Nil.String()) {
		return uuid.Nil, usagef("%s: takes a UUID such as 5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55, got %q", what, s)
	}
	return id, nil
}

// addPage adds the flags of a list's page.
func addPage(cmd *cobra.Command) {
	f := cmd.Flags()
	f.String("limit", "", fmt.Sprintf("show `N` of them, 1 to %d (%d when not given)", models.MaxLimit, models.DefaultLimit))
	f.String("page", "", "show page `N`, from 1")
	f.String("cursor", "", "show what follows a page: the `CURSOR` that it gave")
}

// given holds the flags of a command that were given, by name, as the parameters
// of a query.
func given(cmd *cobra.Command, names ...string) map[string][]string {
	values := map[string][]string{}
	for _, name := range names {
		f := cmd.Flags().Lookup(name)
		if f == nil || !f.Changed {
			continue
		}
		if list, err := cmd.Flags().GetStringArray(name); err == nil {
			values[name] = list
		} else {
			values[name] = []string{f.Value.String()}
		}
	}
	return values
}
