package httpapi

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/labstack/echo/v4"

	"tryggled/api"
)

// mediaOpenAPI is what GIS clients ask the description for.
const mediaOpenAPI = "application/vnd.oai.openapi+json;version=3.0"

// description serves the API's description of itself.
type description struct{ asJSON []byte }

func newDescription(doc *openapi3.T) (description, error) {
	b, err := json.Marshal(doc)
	if err != nil {
		return description{}, fmt.Errorf("write openapi.json: %w", err)
	}
	return description{b}, nil
}

func (d description) yaml(c echo.Context) error {
	return c.Blob(http.StatusOK, "application/yaml; charset=utf-8", api.YAML)
}

func (d description) json(c echo.Context) error { return c.Blob(http.StatusOK, mediaJSON, d.asJSON) }

func (d description) openAPI(c echo.Context) error {
	return c.Blob(http.StatusOK, mediaOpenAPI, d.asJSON)
}
