package httpapi

import (
	"cmp"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/labstack/echo/v4"

	"tryggled/api"
	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// contract checks requests against the API's description.
type contract struct {
	operations map[string]*routers.Route // by method and Echo path
}

func newContract(doc *openapi3.T) contract {
	c := contract{operations: map[string]*routers.Route{}}
	for path, item := range doc.Paths.Map() {
		for method, operation := range item.Operations() {
			c.operations[method+" "+echoPath(path, item)] = &routers.Route{
				Spec: doc, Path: path, PathItem: item, Method: method, Operation: operation,
			}
		}
	}
	return c
}

// echoPath is where a path of the description stands on this server, as Echo writes it.
func echoPath(path string, item *openapi3.PathItem) string {
	base := api.BasePath
	if len(item.Servers) > 0 {
		base = strings.TrimSuffix(item.Servers[0].URL, "/")
	}
	return base + strings.NewReplacer("{", ":", "}", "").Replace(path)
}

// checked refuses requests that are not as the description says. Routes that are not in
// the description pass.
func (c contract) checked(next echo.HandlerFunc) echo.HandlerFunc {
	return func(ec echo.Context) error {
		route := c.operations[ec.Request().Method+" "+ec.Path()]
		if route == nil {
			return next(ec)
		}
		params, err := pathParams(ec)
		if err != nil {
			return err
		}
		if err := c.check(ec.Request(), params, route); err != nil {
			return err
		}
		return next(ec)
	}
}

func (c contract) check(r *http.Request, params map[string]string, route *routers.Route) error {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return fault.Wrap(fault.Invalid, err, lang.T(
			"frågan efter ? i adressen är fel kodad", "the query after ? in the address is wrongly encoded"))
	}
	if err := checkQuery(query, route); err != nil {
		return err
	}
	isUpload := isStreamed(route.Operation.OperationID) || isTable(r)
	if err := checkMediaType(r, route.Operation); err != nil {
		return err
	}
	err = openapi3filter.ValidateRequest(r.Context(), &openapi3filter.RequestValidationInput{
		Request: r, PathParams: params, QueryParams: query, Route: route,
		Options: &openapi3filter.Options{
			MultiError: true, ExcludeRequestBody: isUpload, SkipSettingDefaults: true, KeepValidatedValue: true,
			AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, // authorised has let it in already
		},
	})
	if err != nil {
		return explain(err)
	}
	return checkBodyText(r)
}

// isStreamed tells whether the body of an operation is passed on as it arrives.
func isStreamed(operation string) bool {
	return slices.Contains(slices.Collect(maps.Values(uploads)), operation)
}

// isTable tells whether a body is CSV, which whoever takes it checks.
func isTable(r *http.Request) bool {
	given, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && given == "text/csv"
}

// pathParams returns the parameters of the path as they are meant. A bad one is an
// address that leads nowhere.
func pathParams(c echo.Context) (map[string]string, error) {
	params := map[string]string{}
	for i, name := range c.ParamNames() {
		value := c.ParamValues()[i]
		if c.Request().URL.RawPath != "" {
			var err error
			if value, err = url.PathUnescape(value); err != nil {
				return nil, echo.ErrNotFound
			}
		}
		if !isText(value) {
			return nil, echo.ErrNotFound
		}
		params[name] = value
	}
	return params, nil
}

// checkQuery refuses query parameters that the operation does not know, doubled ones
// that are no lists, and values that are no text.
func checkQuery(query url.Values, route *routers.Route) error {
	known := map[string]*openapi3.Parameter{}
	var names []string
	for _, p := range slices.Concat(route.PathItem.Parameters, route.Operation.Parameters) {
		if p.Value.In == openapi3.ParameterInQuery {
			known[p.Value.Name] = p.Value
			names = append(names, p.Value.Name)
		}
	}
	var bad []fault.Field
	for name, values := range query {
		p := known[name]
		switch {
		case p == nil:
			bad = append(bad, fault.Field{Name: printable(name), Text: unknownParameter(names)})
		case len(values) > 1 && !p.Schema.Value.Type.Is(openapi3.TypeArray):
			bad = append(bad, fault.Field{Name: name, Text: lang.T("får bara anges en gång", "may be given only once")})
		case slices.ContainsFunc(values, func(v string) bool { return !isText(v) }):
			bad = append(bad, fault.Field{Name: name, Text: notText})
		}
	}
	return mismatch(bad)
}

func unknownParameter(known []string) lang.Text {
	if len(known) == 0 {
		return lang.T("finns inte; adressen tar inga parametrar", "is unknown; the address takes no parameters")
	}
	list := strings.Join(known, ", ")
	return lang.T("finns inte; välj bland %s", "is unknown; choose among %s", list)
}

// checkMediaType refuses a body of a form that the operation does not take.
func checkMediaType(r *http.Request, operation *openapi3.Operation) error {
	if operation.RequestBody == nil {
		return nil
	}
	var known []string
	for name := range operation.RequestBody.Value.Content {
		known = append(known, name)
	}
	slices.Sort(known)
	given, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err == nil && slices.Contains(known, given) {
		return nil
	}
	list := strings.Join(known, ", ")
	return refused(http.StatusUnsupportedMediaType, fault.Invalid, lang.T(
		"Innehållets form (Content-Type) %q tas inte emot. Skicka %s.",
		"A body of the form (Content-Type) %q is not taken. Send %s.", printable(given), list))
}

// checkBodyText refuses JSON texts with a NUL, which no database takes.
func checkBodyText(r *http.Request) error {
	body, ok := r.Body.(interface{ ValidatedValue() any })
	if !ok {
		return nil
	}
	var bad []fault.Field
	eachText(body.ValidatedValue(), nil, func(path []string, s string) {
		if !isText(s) {
			bad = append(bad, fault.Field{Name: cmp.Or(member("", path), "body"), Text: notText})
		}
	})
	return mismatch(bad)
}

func eachText(v any, path []string, visit func(path []string, s string)) {
	switch v := v.(type) {
	case string:
		visit(path, v)
	case []any:
		for i, item := range v {
			eachText(item, append(path, strconv.Itoa(i)), visit)
		}
	case map[string]any:
		for name, item := range v {
			eachText(item, append(path, name), visit)
		}
	}
}

var notText = lang.T("är ingen text (UTF-8 utan nolltecken)", "is no text (UTF-8 without NUL)")

func isText(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// printable is a name from outside, fit to be shown.
func printable(s string) string {
	s = strings.ToValidUTF8(s, "�")
	if cut := 80; len(s) > cut {
		s = strings.ToValidUTF8(s[:cut], "") + "…"
	}
	return s
}
