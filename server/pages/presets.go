package pages

import "github.com/clouddrift/guardian/models"

// presets are the questions that people ask most.
func presets(at Address) []link {
	open := string(models.StatusOpen)
	var links []link
	for _, p := range []struct{ text, status, severity string }{
		{"All", "", ""},
		{"Open", open, ""},
		{"Open and critical", open, string(models.SeverityCritical)},
		{"Approved", string(models.StatusApproved), ""},
		{"Resolved", string(models.StatusResolved), ""},
	} {
		current := at.values.Get("status") == p.status && at.values.Get("severity") == p.severity
		href := Address{at.path, at.keep("status", "severity")}
		if p.status != "" {
			href.values.Set("status", p.status)
		}
		if p.severity != "" {
			href.values.Set("severity", p.severity)
		}
		links = append(links, link{p.text, href.String(), current})
	}
	return links
}
