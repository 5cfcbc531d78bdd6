package server

import (
	_ "embed"
	"net/http"

	"github.com/gin-gonic/gin"
)

// description says in OpenAPI 3.1 what this server answers. A test writes it from the
// table of routes and the types that are encoded:
//
//	go test ./server -run Description -update
//
//go:embed openapi.json
var description []byte

// showDescription answers /openapi.json.
func showDescription(c *gin.Context) error {
	c.Set(hasETag, true)
	write(c, http.StatusOK, "application/json", description)
	return nil
}
