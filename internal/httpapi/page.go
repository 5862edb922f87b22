package httpapi

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"tryggled/internal/lang"
)

//go:embed page
var pageFiles embed.FS

// pages serves the plain page for people.
type pages struct {
	server   *Server
	template *template.Template
	css      []byte
}

func newPages(s *Server) (pages, error) {
	css, err := pageFiles.ReadFile("page/page.css")
	if err != nil {
		return pages{}, err
	}
	// The words of the page are chosen anew for each request; these only let it parse.
	t, err := template.New("start.html").Funcs(wordsIn(lang.SV)).ParseFS(pageFiles, "page/start.html", "page/patrol.html", "page/check.html", "page/signin.html")
	if err != nil {
		return pages{}, fmt.Errorf("parse the page: %w", err)
	}
	return pages{server: s, template: t, css: css}, nil
}

func (v pages) style(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "public, max-age=3600")
	return c.Blob(http.StatusOK, "text/css; charset=utf-8", v.css)
}

// start answers with the page, in the language of ?lang= or of the browser.
func (v pages) start(c echo.Context) error {
	l := pageLang(c)
	view, err := v.server.startView(c, l)
	if err != nil {
		return err
	}
	view.Door = v.server.doorView(c.Request().Context(), l)
	t, err := v.template.Clone()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := t.Funcs(wordsIn(l)).Execute(&b, view); err != nil {
		return fmt.Errorf("render the page: %w", err)
	}
	v.server.allowSignOut(c.Response().Header())
	c.Response().Header().Set("Content-Language", string(l))
	return c.HTMLBlob(http.StatusOK, b.Bytes())
}

// wordsIn gives a template the page's own words in a language ("say"), picks the language
// of a text ("in"), and makes that of an error a sentence.
func wordsIn(l lang.Lang) template.FuncMap {
	return template.FuncMap{
		"say": func(key string, args ...any) (string, error) {
			word, ok := words[key]
			if !ok {
				return "", fmt.Errorf("the page has no word %q", key)
			}
			return lang.T(word.SV, word.EN, args...).In(l), nil
		},
		"in":  func(t lang.Text) string { return t.In(l) },
		"key": formKey,
		"sentence": func(t lang.Text) string {
			text := t.In(l)
			if text == "" {
				return ""
			}
			first, size := utf8.DecodeRuneInString(text)
			return string(unicode.ToUpper(first)) + strings.TrimSuffix(text[size:], ".") + "."
		},
	}
}
