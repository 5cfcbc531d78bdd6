package cli

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clouddrift/guardian/models"
)

// listFlags are the flags of a command that shows a list, as the parameters that the
// parser of package models reads.
type listFlags struct {
	cmd    *cobra.Command
	values url.Values
	flags  map[string]string // by parameter
}

// addList adds the flags of a list: one a filter, and those of the page.
func addList[F any](cmd *cobra.Command, filters []models.Filter[F]) *listFlags {
	l := addFilters(cmd, filters, nil)
	for _, p := range models.PageParameters() {
		l.add(p)
	}
	return l
}

// addFilters adds a flag a filter, which goes by the parameter's name, too; named has those that go by other names in a
// command, the flag's first.
func addFilters[F any](cmd *cobra.Command, filters []models.Filter[F], named map[string][]string) *listFlags {
	l := &listFlags{cmd: cmd, values: url.Values{}, flags: map[string]string{}}
	other := map[string]string{}
	for _, f := range filters {
		names := named[f.Name]
		if names == nil {
			names = []string{f.Flag(), f.Name}
		}
		name := names[0]
		for _, also := range names[1:] {
			other[also] = name
		}
		alone := f.Kind == models.FilterFlag || slices.Equal(f.Words, []string{"true"})
		flag := cmd.Flags().VarPF(parameter{l.values, f.Name, alone}, name, "", f.Usage())
		if alone {
			flag.NoOptDefVal = "true"
		}
		if len(f.Words) > 0 {
			complete(cmd, name, f.Words)
		}
		l.flags[f.Name] = name
	}
	cmd.Flags().SetNormalizeFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		if own, ok := other[name]; ok {
			name = own
		}
		return pflag.NormalizedName(name)
	})
	return l
}

// add adds the flag of a parameter that is no filter.
func (l *listFlags) add(p models.FilterLine) {
	l.cmd.Flags().Var(parameter{l.values, p.Name, false}, p.Flag(), p.Usage())
	if len(p.Words) > 0 {
		complete(l.cmd, p.Flag(), p.Words)
	}
	l.flags[p.Name] = p.Flag()
}

// told turns the names of parameters in the parser's error into those of flags.
func (l *listFlags) told(err error) error {
	var wrong *models.Error
	if errors.As(err, &wrong) {
		for i, field := range wrong.Fields {
			name := field.Field
			if own, ok := l.flags[name]; ok {
				name = own
			}
			wrong.Fields[i].Field = "--" + name
		}
	}
	return err
}

// parameter is a flag that keeps what it is given for the parser.
type parameter struct {
	values url.Values
	name   string
	alone  bool // it may stand without a value
}

func (p parameter) String() string { return strings.Join(p.values[p.name], ",") }

func (p parameter) Type() string {
	if p.alone {
		return "bool"
	}
	return "string"
}

func (p parameter) Set(s string) error {
	p.values.Add(p.name, s)
	return nil
}
