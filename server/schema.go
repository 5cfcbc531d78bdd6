package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/clouddrift/guardian/server/pages"
)

// showSchema answers /debug/schema.
func (s *site) showSchema(c *gin.Context) error {
	figures, err := s.reader.Schema(c.Request.Context())
	if err != nil {
		return err
	}
	if !wantsPage(c) {
		return respondJSON(c, figures)
	}
	return s.page(c, http.StatusOK, pages.Schema(s.now(), figures))
}
