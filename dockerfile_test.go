package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/config"
)

// pinned is an image with a tag that names a version down to the patch, and its digest where somebody has looked it up.
var pinned = regexp.MustCompile(`^[a-z0-9./-]+:v?\d+\.\d+(\.\d+)?(-[a-z0-9.-]+)?(@sha256:[0-9a-f]{64})?$`)

// instructions returns a Dockerfile's instructions in order, each on one line, comments left out.
func instructions(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	joined := strings.ReplaceAll(string(text), "\\\n", "")
	for line := range strings.Lines(joined) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			found = append(found, strings.Join(strings.Fields(line), " "))
		}
	}
	return found
}

func TestDockerfileStages(t *testing.T) {
	t.Parallel()
	var bases, last []string // last holds the instructions of the final stage
	static := false
	for _, line := range instructions(t) {
		if base, ok := strings.CutPrefix(line, "FROM "); ok {
			base, _, _ = strings.Cut(base, " AS ")
			bases, last = append(bases, base), nil
			if base != "scratch" && !pinned.MatchString(base) {
				t.Errorf("base %q is not pinned to a version", base)
			}
			continue
		}
		last = append(last, line)
		static = static || strings.HasPrefix(line, "RUN CGO_ENABLED=0 go build -trimpath ")
	}
	if !static {
		t.Error("the binary is not built with CGO_ENABLED=0 and -trimpath")
	}
	if len(bases) < 2 {
		t.Fatalf("bases %v, want a stage that builds and one that runs", bases)
	}
	if !slices.Contains(last, "USER 65532:65532") {
		t.Errorf("the final stage runs as root: %q", last)
	}
	environment := map[string]string{}
	for _, line := range last {
		if name, value, ok := strings.Cut(strings.TrimPrefix(line, "ENV "), "="); ok && strings.HasPrefix(line, "ENV ") {
			environment[name] = value
		}
	}
	for _, s := range config.Settings() {
		delete(environment, s.Name)
	}
	if len(environment) != 0 {
		t.Errorf("%v are no settings of the program", environment)
	}
	if !slices.Contains(last, "ENV HTTP_ADDR=0.0.0.0:8080") || !slices.Contains(last, "EXPOSE 8080") {
		t.Errorf("the final stage does not listen on the port that it exposes: %q", last)
	}
	checkGoVersion(t, bases[0])
}

// checkGoVersion holds the base that builds to the Go release of go.mod.
func checkGoVersion(t *testing.T, base string) {
	t.Helper()
	module, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	release := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindSubmatch(module)
	if release == nil || !strings.HasPrefix(base, "golang:"+string(release[1])+".") {
		t.Errorf("base %q is not the Go of go.mod, %q", base, release)
	}
}

// The linker says nothing about a variable that is not there, so a renamed one would leave the image without its version.
func TestDockerfileSetsVariablesThatExist(t *testing.T) {
	t.Parallel()
	target := regexp.MustCompile(`-X github\.com/clouddrift/guardian/(\S+)\.(\w+)=`)
	found := target.FindAllStringSubmatch(strings.Join(instructions(t), "\n"), -1)
	if len(found) == 0 {
		t.Fatal("no version is linked in")
	}
	for _, m := range found {
		if !declaresVariable(t, m[1], m[2]) {
			t.Errorf("package %s has no variable %s", m[1], m[2])
		}
	}
}

// declaresVariable reports whether a package-level variable of that name is declared in the folder.
func declaresVariable(t *testing.T, dir, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR && declares(g, name) {
				return true
			}
		}
	}
	return false
}

func declares(group *ast.GenDecl, name string) bool {
	return slices.ContainsFunc(group.Specs, func(s ast.Spec) bool {
		return slices.ContainsFunc(s.(*ast.ValueSpec).Names, func(n *ast.Ident) bool { return n.Name == name })
	})
}

func TestDockerIgnoreKeepsSecretsOut(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(".dockerignore")
	if err != nil {
		t.Fatal(err)
	}
	ignored := strings.Fields(string(text))
	for _, name := range []string{".env", ".git"} {
		if !slices.Contains(ignored, name) {
			t.Errorf("%s goes into the build", name)
		}
	}
}
