package server

import "time"

// Patient makes a server wait for its figures however long they take. By itself it
// gives those of a moment ago where reading is slow, which on a busy machine it is.
func Patient(s *Server) *Server {
	s.figures.kept.Slow = time.Hour
	return s
}
