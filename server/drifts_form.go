package server

import (
	"slices"
	"strings"

	"github.com/clouddrift/guardian/models"
)

type link struct {
	Text, Href string
	Current    bool
}

// chip is one value that the list is filtered by; Href takes it out.
type chip struct{ Name, Value, Href string }

// sortLink is a column's heading: where it leads, and how the column is sorted
// now, in the words of aria-sort ("" where it is not).
type sortLink struct{ Href, Aria string }

// driftForm is the state of the filter form.
type driftForm struct {
	Status, Severity, DetectedBy []option
	Fields                       []field
	Sort, Limit                  string // kept through a new search
	Open                         bool   // one of the lesser filters is set
}

type option struct {
	Value   string
	Checked bool
}

// field is one input of a filter form: a text, or one of Choices where there are any.
type field struct {
	Name, Label, Value, Hint string
	Choices                  []string
}

// presets are the questions that people ask most.
func presets(at address) []link {
	open := joined(models.OpenStatuses())
	var links []link
	for _, p := range []struct{ text, status, severity string }{
		{"All", "", ""},
		{"Open", open, ""},
		{"Open and critical", open, string(models.SeverityCritical)},
		{"Approved", string(models.StatusApproved), ""},
		{"Resolved", string(models.StatusResolved), ""},
	} {
		current := at.values.Get("status") == p.status && at.values.Get("severity") == p.severity
		href := address{at.path, at.keep("status", "severity")}
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

func joined[E ~string](values []E) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = string(v)
	}
	return strings.Join(words, ",")
}

func formOf(at address, q models.DriftQuery) driftForm {
	f := driftForm{
		Status:     options(models.Statuses(), q.Filter.Status),
		Severity:   options(models.Severities(), q.Filter.Severity),
		DetectedBy: options(models.Detectors(), q.Filter.DetectedBy),
		Sort:       at.values.Get("sort"), Limit: at.values.Get("limit"),
		Fields: []field{
			{Name: "resourceType", Label: "Resource type", Hint: "EC2, aws_kms_key"},
			{Name: "resourceId", Label: "Resource id", Hint: "i-0123456789abcdef0"},
			{Name: "changed", Label: "Changed key", Hint: "ingress, policy"},
			{Name: "region", Label: "Region", Hint: "eu-central-1"},
			{Name: "accountId", Label: "Account", Hint: "123456789012"},
			{Name: "scope", Label: "Scope", Hint: "network/prod"},
			{Name: "since", Label: "Detected since", Hint: "2026-11-01"},
			{Name: "until", Label: "and before", Hint: "2026-12-01"},
		},
	}
	f.Open = len(q.Filter.DetectedBy) > 0
	for i := range f.Fields {
		f.Fields[i].Value = at.values.Get(f.Fields[i].Name)
		f.Open = f.Open || f.Fields[i].Value != ""
	}
	return f
}

func options[E ~string](all, chosen []E) []option {
	list := make([]option, len(all))
	for i, v := range all {
		list[i] = option{string(v), slices.Contains(chosen, v)}
	}
	return list
}

// chipsOf lists what the list is filtered by, in the order of the parameters.
func chipsOf(at address, parameters []string) []chip {
	var chips []chip
	for _, name := range parameters {
		switch name {
		case "sort", "limit", "page", "cursor":
		case "since", "until":
			if v := at.values.Get(name); v != "" {
				chips = append(chips, chip{name, v, at.with(name, "")})
			}
		default:
			for _, v := range models.SplitFilter(at.values[name]) {
				chips = append(chips, chip{name, v, at.without(name, v)})
			}
		}
	}
	return chips
}

// sortLinks are the headings that sort: first descending, then the other way.
func sortLinks(at address, now models.DriftSort) map[string]sortLink {
	if now == "" {
		now = models.SortCreatedAtDesc
	}
	links := map[string]sortLink{}
	for _, column := range []models.DriftSort{models.SortSeverity, models.SortDetectedAt, models.SortCost} {
		l := sortLink{Href: at.with("sort", "-"+string(column))}
		switch now {
		case "-" + column:
			l = sortLink{at.with("sort", string(column)), "descending"}
		case column:
			l.Aria = "ascending"
		}
		links[string(column)] = l
	}
	return links
}
