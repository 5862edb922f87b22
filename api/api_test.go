package api_test

import (
	"strings"
	"testing"

	"tryggled/api"
)

// TestDocument loads the description, which checks its examples too, and asks of each
// operation what a reader of it needs.
func TestDocument(t *testing.T) {
	doc, err := api.Load()
	if err != nil {
		t.Fatal(err)
	}
	tags := map[string]bool{}
	for _, tag := range doc.Tags {
		tags[tag.Name] = true
	}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			name := method + " " + path
			if op.OperationID == "" || op.Summary == "" || len(op.Tags) != 1 || !tags[op.Tags[0]] {
				t.Errorf("%s lacks an id, a summary or a known tag", name)
			}
			if op.Responses.Default() == nil {
				t.Errorf("%s does not say how it tells problems", name)
			}
			for status, r := range op.Responses.Map() {
				if r.Value.Description == nil || strings.TrimSpace(*r.Value.Description) == "" {
					t.Errorf("%s: status %s has no description", name, status)
				}
			}
		}
	}
}
