package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/clouddrift/guardian/server/pages"
)

// static answers with a file of the pages. Its name changes with what it holds, so
// it may be kept for ever.
func (s *site) static(c *gin.Context) error {
	contentType, body, found := pages.Asset(c.Param("name"))
	if !found {
		s.notFound(c)
		return nil
	}
	c.Header("Cache-Control", "public, max-age=31536000, immutable")
	write(c, http.StatusOK, contentType, body)
	return nil
}
