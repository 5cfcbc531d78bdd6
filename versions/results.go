package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// results are what became of each package on each version, the packages in the order of go test.
type results struct {
	versions []string
	packages []string
	cells    map[[2]string]string // by package and version
}

// line is what go test says at the end of a package, unless it has no tests.
var line = regexp.MustCompile(`(?m)^(ok|FAIL)[ \t]+(\S+)\t(\S.*)$`)

// read takes what go test printed on a version.
func (r *results) read(v release, output string) {
	if r.cells == nil {
		r.cells = map[[2]string]string{}
	}
	r.versions = append(r.versions, v.version)
	for _, m := range line.FindAllStringSubmatch(output, -1) {
		pkg, took := strings.TrimPrefix(strings.TrimPrefix(m[2], "github.com/clouddrift/guardian"), "/"), m[3]
		if pkg == "" {
			pkg = "."
		}
		if !slices.Contains(r.packages, pkg) {
			r.packages = append(r.packages, pkg)
		}
		if m[1] == "FAIL" {
			took = "**fails**"
		}
		r.cells[[2]string{pkg, v.version}] = took
	}
}

// table is all of it in Markdown; a package that said nothing on a version has "-" there.
func (r *results) table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "| package | %s |\n|---|%s\n", strings.Join(r.versions, " | "), strings.Repeat("---|", len(r.versions)))
	for _, pkg := range r.packages {
		fmt.Fprintf(&b, "| %s |", pkg)
		for _, v := range r.versions {
			cell, ok := r.cells[[2]string{pkg, v}]
			if !ok {
				cell = "-"
			}
			fmt.Fprintf(&b, " %s |", cell)
		}
		b.WriteString("\n")
	}
	return b.String()
}
