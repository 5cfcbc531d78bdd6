package reports

// lookalikes are Terraform's other JSON outputs, by a member that no plan has.
var lookalikes = []struct{ name, what string }{
	{"values", "the JSON of a state"},
	{"lineage", "a state file"},
	{"provider_schemas", "the output of `terraform providers schema -json`"},
	{"function_signatures", "the output of `terraform metadata functions -json`"},
	{"valid", "the output of `terraform validate -json`"},
	{"provider_selections", "the output of `terraform version -json`"},
	{"provider_config", "the JSON of a configuration"},
	{"root_module", "the JSON of a configuration"},
}

// lookalike says what a file with such members is that is no plan, "" where that is
// not known.
func lookalike(has map[string]bool) string {
	for _, l := range lookalikes {
		if has[l.name] {
			return l.what
		}
	}
	return ""
}

// isOutput reads the next value and says whether it is an object as `terraform output
// -json` shows an output. Their names are the code's own, so such a file is told by its
// values alone.
func isOutput(c *cursor) (bool, error) {
	if c.dec.PeekKind() != '{' {
		return false, c.skip()
	}
	found := 0
	err := c.members(func(name string) error {
		switch name {
		case "sensitive", "type", "value":
			found++
		default:
			found = -3
		}
		return c.skip()
	})
	return found == 3, err
}
