package server

import (
	"net/http"
	"strings"
	"time"

	"github.com/clouddrift/guardian/models"
)

// ParametersOf are those that the route of a list takes.
func ParametersOf(l List) []models.FilterLine { return l.route().parameters }

// Patient makes a server wait for its figures however long they take. By itself it
// gives those of a moment ago where reading is slow, which on a busy machine it is. And it
// asks anew whether it is ready.
func Patient(s *Server) *Server {
	s.figures.kept.Slow = time.Hour
	s.readiness.holds = 0
	return s
}

// PageRoutes gives the paths that GET has a handler for, those of profiles and of the
// files of pages left out.
func PageRoutes(s *Server) (paths []string) {
	for _, r := range s.routes(s.lists).Routes() {
		if r.Method == http.MethodGet && !strings.HasPrefix(r.Path, "/debug/pprof") && !strings.HasPrefix(r.Path, "/static") {
			paths = append(paths, r.Path)
		}
	}
	return paths
}
