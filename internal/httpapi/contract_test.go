package httpapi

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/google/go-cmp/cmp"

	"tryggled/api"
	"tryggled/internal/identity"
)

// document is the API's description, parsed once.
var document = func() *openapi3.T {
	doc, err := api.Load()
	if err != nil {
		panic(err)
	}
	for _, media := range []string{mediaSVG, mediaPNG, mediaGPX, "text/html", "text/csv", mediaPDF} {
		openapi3filter.RegisterBodyDecoder(media, openapi3filter.FileBodyDecoder)
	}
	return doc
}()

// operations are the description's, by method and a pattern of whole paths.
var operations = func() (all []described) {
	param := regexp.MustCompile(`\\\{[a-z]+\\\}`)
	for path, item := range document.Paths.Map() {
		whole := api.BasePath + path
		if len(item.Servers) > 0 {
			whole = path
		}
		pattern := regexp.MustCompile("^" + param.ReplaceAllString(regexp.QuoteMeta(whole), "[^/]+") + "$")
		for method, op := range item.Operations() {
			all = append(all, described{pattern, &routers.Route{Spec: document, Path: path, PathItem: item, Method: method, Operation: op}})
		}
	}
	// An address that is spelt out comes before one with a part left open.
	slices.SortFunc(all, func(a, b described) int {
		return strings.Count(a.route.Path, "{") - strings.Count(b.route.Path, "{")
	})
	return all
}()

type described struct {
	pattern *regexp.Regexp
	route   *routers.Route
}

// answer is what came back, checked against the description.
type answer struct {
	*httptest.ResponseRecorder
	operation string
}

func (a answer) json(t *testing.T) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(a.Body.Bytes(), &v); err != nil {
		t.Fatalf("body is no JSON object: %v\n%s", err, a.Body)
	}
	return v
}

type change func(r *http.Request)

func header(name, value string) change { return func(r *http.Request) { r.Header.Set(name, value) } }

func english(r *http.Request) { r.Header.Set("Accept-Language", "en-GB,en;q=0.9") }

// call sends a request and holds the answer against the description.
func call(t *testing.T, h http.Handler, method, target, body string, changes ...change) answer {
	t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r := httptest.NewRequest(method, target, reader)
	r.Host = "localhost:8080"
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, c := range changes {
		c(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return answer{w, hold(t, r, w)}
}

func hold(t *testing.T, r *http.Request, w *httptest.ResponseRecorder) (operation string) {
	t.Helper()
	i := slices.IndexFunc(operations, func(d described) bool {
		return d.route.Method == r.Method && d.pattern.MatchString(r.URL.Path)
	})
	if w.Code >= 400 {
		holdProblem(t, w)
	}
	if i < 0 {
		return ""
	}
	route := operations[i].route
	err := openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, Route: route},
		Status:                 w.Code,
		Header:                 w.Header(),
		Body:                   io.NopCloser(bytes.NewReader(w.Body.Bytes())),
		Options:                &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	})
	if err != nil && w.Code != http.StatusNotModified {
		t.Errorf("%s %s: answer %d is not as described: %v", r.Method, r.URL, w.Code, err)
	}
	return route.Operation.OperationID
}

func holdProblem(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	if got := w.Header().Get("Content-Type"); got != problemType {
		t.Errorf("content type of status %d: got %q, want %q", w.Code, got, problemType)
	}
	var value any
	if err := json.Unmarshal(w.Body.Bytes(), &value); err != nil {
		t.Fatalf("problem is no JSON: %v: %s", err, w.Body)
	}
	if err := document.Components.Schemas["Problem"].Value.VisitJSON(value); err != nil {
		t.Errorf("problem is not as described: %v", err)
	}
	for _, leak := range []string{"schema", "Schema", "goroutine", ".go:", "panic", "kin-openapi"} {
		if strings.Contains(w.Body.String(), leak) {
			t.Errorf("problem lets out %q: %s", leak, w.Body)
		}
	}
}

func TestRoutesAndDescriptionAgree(t *testing.T) {
	e, err := (&Server{}).router()
	if err != nil {
		t.Fatal(err)
	}
	outside := []string{"GET /", "GET /api", "GET /api/v1/openapi.yaml", "GET /api/v1/openapi.json"}
	for name := range bareRoutes {
		outside = append(outside, name)
	}
	var registered, described []string
	for _, r := range e.Routes() {
		if name := r.Method + " " + r.Path; !slices.Contains(outside, name) && !strings.HasPrefix(r.Method, "echo_") {
			registered = append(registered, name)
		}
	}
	for name := range newContract(document).operations {
		described = append(described, name)
	}
	slices.Sort(registered)
	slices.Sort(described)
	if diff := cmp.Diff(described, registered); diff != "" {
		t.Errorf("routes differ from the description (-described +registered):\n%s", diff)
	}
}

// TestDescriptionSaysWhoMay holds the roles that the description names against the table of
// access.
func TestDescriptionSaysWhoMay(t *testing.T) {
	t.Parallel()
	for _, d := range operations {
		var said struct {
			Action     identity.Action
			Collection identity.Collection
			Roles      []identity.Role
			Open       string
		}
		body, err := json.Marshal(d.route.Operation.Extensions["x-access"])
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(body, &said); err != nil {
			t.Fatal(err)
		}
		if want := identity.RolesFor(said.Action, said.Collection); said.Open == "" && !slices.Equal(said.Roles, want) {
			t.Errorf("%s: x-access names %v, the table has %v", d.route.Operation.OperationID, said.Roles, want)
		}
	}
}
