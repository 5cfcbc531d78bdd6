package reports

// terraformOthers are other JSON outputs, most of them Terraform's, by a member that no plan has.
var terraformOthers = []struct{ name, what string }{
	{"values", "the JSON of a state"},
	{"lineage", "a state file"},
	{"provider_schemas", "the output of `terraform providers schema -json`"},
	{"function_signatures", "the output of `terraform metadata functions -json`"},
	{"valid", "the output of `terraform validate -json`"},
	{"provider_selections", "the output of `terraform version -json`"},
	{"provider_config", "the JSON of a configuration"},
	{"root_module", "the JSON of a configuration"},
	{"totalMonthlyCost", "an Infracost estimate (--costs takes it)"},
}

// terraformOther says what a file with such members is that is no plan, "" where that is
// not known.
func terraformOther(has map[string]bool) string {
	for _, l := range terraformOthers {
		if has[l.name] {
			return l.what
		}
	}
	return ""
}
