package pages

import "github.com/clouddrift/guardian/models"

// presets are the questions that people ask most.
func presets(at Address) []link {
	open := string(models.StatusOpen)
	var links []link
	for _, p := range []struct{ text, status, severity, kind string }{
		{"Open", open, "", ""},
		{"Open and critical", open, string(models.SeverityCritical), ""},
		{"Unmanaged", open, "", string(models.KindUnmanaged)},
		{"Approved", string(models.StatusApproved), "", ""},
		{"Resolved", string(models.StatusResolved), "", ""},
		{"All", "all", "", ""},
	} {
		current, href := true, Address{at.path, at.keep("status", "severity", "kind")}
		for name, value := range map[string]string{"status": p.status, "severity": p.severity, "kind": p.kind} {
			current = current && at.values.Get(name) == value
			if value != "" {
				href.values.Set(name, value)
			}
		}
		links = append(links, link{p.text, href.String(), current})
	}
	return links
}
