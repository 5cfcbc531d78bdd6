package cli_test

import "testing"

func TestUnknownCommands(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "no command given"},
		{[]string{"drfit"}, `unknown command "drfit", did you mean "drift"?`},
		{[]string{"drift"}, "drift: no command given, want one of list, show"},
		{[]string{"alert", "delete"}, `alert: unknown command "delete", want one of list, read`},
		{[]string{"postgres://u:secret@h/d"}, "that is no command"},
	} {
		refused(t, 2, []string{c.want}, c.args...)
	}
}
