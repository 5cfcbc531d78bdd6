package main_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// stack is docker compose with a project of its own: whoever tests here keeps the stack that they have, with its data.
type stack struct {
	t         *testing.T
	project   string
	variables []string // that a user has set
}

// TestComposeOnAnEngine does what a user does: everything that other tests read in docker-compose.yml and Dockerfile is
// seen to be so.
func TestComposeOnAnEngine(t *testing.T) {
	if os.Getenv("GUARDIAN_ENGINE") == "" {
		t.Skip("GUARDIAN_ENGINE is not set: no image is built and docker compose brings nothing up, which takes an engine and minutes")
	}
	s := &stack{t, fmt.Sprintf("guardian-test-%d", os.Getpid()), []string{`POSTGRES_PASSWORD=it's a \ and a "$1"`, "ADMIN_TOKEN="}}
	t.Cleanup(s.remove)
	s.must(nil, "compose", "build")
	s.up()
	s.answers("/readyz", http.StatusOK)
	s.checkHosts()
	s.checkConfinement()

	begun := s.drifts()
	if begun == 0 {
		t.Error("the stack shows no drift")
	}
	s.importLongReport()
	imported := s.drifts()
	if imported <= begun {
		t.Errorf("%d drifts after an import, %d before it", imported, begun)
	}

	s.must(nil, "compose", "restart")
	s.up()
	if found := s.drifts(); found != imported {
		t.Errorf("%d drifts after a restart, want %d", found, imported)
	}
	s.must(nil, "compose", "down")
	if kept := s.left("volume", "ls", "--quiet"); len(kept) != 1 {
		t.Errorf("compose down left the volumes %v, want the database's", kept)
	}
	s.up()
	if found := s.drifts(); found != imported {
		t.Errorf("%d drifts after down and up, want %d", found, imported)
	}
	s.checkToken()
}

// up starts what does not run, and waits until all of it is healthy.
func (s *stack) up() {
	s.t.Helper()
	s.must(nil, "compose", "up", "--detach", "--wait", "--wait-timeout", "300")
}

// docker runs a command of docker; one of compose is of this project, whose .env is no user's.
func (s *stack) docker(in io.Reader, args ...string) (string, error) {
	if args[0] == "compose" {
		args = slices.Concat([]string{"compose", "--project-name", s.project, "--env-file", os.DevNull, "--ansi", "never"}, args[1:])
	}
	cmd := exec.Command("docker", args...)
	cmd.Stdin = in
	cmd.Env = append(os.Environ(), s.variables...)
	out, err := cmd.CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

func (s *stack) must(in io.Reader, args ...string) string {
	s.t.Helper()
	out, err := s.docker(in, args...)
	if err != nil {
		logs, _ := s.docker(nil, "compose", "logs", "--no-color", "--tail", "50")
		s.t.Fatalf("docker %s: %v\n%s\nThe services said:\n%s", strings.Join(args, " "), err, out, logs)
	}
	return out
}

// left lists what a command of docker finds of this project.
func (s *stack) left(list ...string) []string {
	s.t.Helper()
	return strings.Fields(s.must(nil, append(list, "--filter", "label=com.docker.compose.project="+s.project)...))
}

func (s *stack) remove() {
	s.must(nil, "compose", "down", "--volumes", "--rmi", "local", "--remove-orphans")
	for _, list := range [][]string{{"ps", "--all", "--quiet"}, {"volume", "ls", "--quiet"}, {"network", "ls", "--quiet"}} {
		if left := s.left(list...); len(left) != 0 {
			s.t.Errorf("docker %s: %v is left", strings.Join(list, " "), left)
		}
	}
}

// answers asks for a page on the published port, with headers as pairs, and gives its text.
func (s *stack) answers(path string, status int, headers ...string) string {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, "http://127.0.0.1:8080"+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	for pair := range slices.Chunk(headers, 2) {
		req.Header.Set(pair[0], pair[1])
	}
	req.Host = req.Header.Get("Host")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if res.StatusCode != status {
		s.t.Errorf("%s with %v: %d, want %d: %.300s", path, headers, res.StatusCode, status, body)
	}
	return string(body)
}

// drifts is how many drifts the stack shows.
func (s *stack) drifts() int {
	s.t.Helper()
	var page struct {
		Total int `json:"total"`
	}
	if err := json.Unmarshal([]byte(s.answers("/debug/drifts?limit=1", http.StatusOK)), &page); err != nil {
		s.t.Fatal(err)
	}
	return page.Total
}

// checkHosts has a page of some site, whose name suddenly means this machine, refused: nothing else guards a stack without a token.
func (s *stack) checkHosts() {
	s.t.Helper()
	for _, host := range []string{"localhost:8080", "127.0.0.1:8080"} {
		s.answers("/debug/drifts?limit=1", http.StatusOK, "Host", host)
	}
	s.answers("/debug/drifts?limit=1", http.StatusForbidden, "Host", "rebound.example:8080")
}

// checkToken has the stack come up again with a token, as whoever publishes it needs.
func (s *stack) checkToken() {
	s.t.Helper()
	const token = "0123456789abcdef"
	s.variables = append(s.variables, "ADMIN_TOKEN="+token)
	s.up()
	s.answers("/debug/drifts?limit=1", http.StatusUnauthorized)
	s.answers("/debug/drifts?limit=1", http.StatusOK, "Authorization", "Bearer "+token, "Host", "drift.example")
}

// checkConfinement asks the engine and the kernel what the program may.
func (s *stack) checkConfinement() {
	s.t.Helper()
	id := s.must(nil, "compose", "ps", "--quiet", "guardian")
	if is := s.must(nil, "inspect", "--format", "{{.State.Health.Status}}", id); is != "healthy" {
		s.t.Errorf("the program's health is %q", is)
	}
	if out, err := s.docker(nil, "compose", "cp", "go.mod", "guardian:/go.mod"); err == nil {
		s.t.Error("the root takes a file: ", out)
	}
	// The image has nothing to ask with, and the database's is here.
	image := composeProject(s.t, nil).Services["db"].Image
	status := s.must(nil, "run", "--rm", "--pid", "container:"+id, "--entrypoint", "cat", image, "/proc/1/status")
	for _, want := range []string{"Name:\tguardian", "Uid:\t65532\t", "CapPrm:\t0000000000000000", "CapEff:\t0000000000000000", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1"} {
		if !strings.Contains(status, want) {
			s.t.Errorf("the program's process has not %q:\n%s", want, status)
		}
	}
}

// importLongReport hands the program a report that is too long for memory, which it keeps in /tmp.
func (s *stack) importLongReport() {
	s.t.Helper()
	report, err := os.Open("reports/testdata/terraform/02-single.refresh.json")
	if err != nil {
		s.t.Fatal(err)
	}
	defer report.Close()
	long := io.MultiReader(report, strings.NewReader(strings.Repeat(" ", 20<<20)))
	s.must(long, "compose", "exec", "--no-TTY", "guardian", "/guardian", "import", "--scope", "engine", "-")
}
