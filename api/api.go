// Package api is the contract of the HTTP API: openapi.yaml, which comes first, and the
// types and the strict server interface generated from it. It stands between clients
// and httpapi, which implements it.
package api

import (
	_ "embed"
	"fmt"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

//go:generate go tool oapi-codegen -config oapi-codegen.yaml openapi.yaml

// BasePath is where the addresses of the document begin.
const BasePath = "/api/v1"

// YAML is the document as it is written.
//
//go:embed openapi.yaml
var YAML []byte

// Load returns the parsed document, checked with its examples. It is parsed once and
// shared: callers only read it.
func Load() (*openapi3.T, error) { return load() }

var load = sync.OnceValues(func() (*openapi3.T, error) {
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromData(YAML)
	if err != nil {
		return nil, fmt.Errorf("parse openapi.yaml: %w", err)
	}
	if err := doc.Validate(loader.Context); err != nil {
		return nil, fmt.Errorf("check openapi.yaml: %w", err)
	}
	return doc, nil
})
