package httpapi

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"
	"net/url"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// Sizes of a page, as the description states them.
const (
	defaultPage      = 100
	defaultLargePage = 1000
)

// page is where a page of a list begins and how long it is.
type page struct {
	after int64 // the key of the last item of the page before; 0 is the first page
	limit int
	url   *url.URL
}

// pageOf reads a page from its parameters. It returns Invalid for a cursor that was not
// made by next for the same list and the same choice.
func pageOf(ctx context.Context, cursor string, limit, otherwise int) (page, error) {
	p := page{limit: limit, url: ask(ctx).url}
	if limit == 0 {
		p.limit = otherwise
	}
	if cursor == "" {
		return p, nil
	}
	after, ok := readCursor(cursor, choice(p.url))
	if !ok {
		return p, badParameter("cursor", lang.T(
			"hör inte till den här frågan; ta hela adressen från next, eller börja om utan cursor",
			"does not belong to this query; take the whole address from next, or begin anew without cursor"))
	}
	p.after = after
	return p, nil
}

// next is the address of the page after the item with a key.
func (p page) next(after int64) string {
	query := p.url.Query()
	query.Set("cursor", writeCursor(after, choice(p.url)))
	return p.url.Path + "?" + query.Encode()
}

// choice is what a list's address chooses, whatever the page.
func choice(u *url.URL) string {
	query := u.Query()
	query.Del("cursor")
	query.Del("limit")
	return u.Path + "?" + query.Encode()
}

// A cursor is the key and a sum over it and the choice. The sum tells a slip, not an
// attacker: a cursor opens nothing that its list does not show anyway.
const cursorBytes = 16

func writeCursor(after int64, choice string) string {
	b := binary.BigEndian.AppendUint64(nil, uint64(after))
	b = binary.BigEndian.AppendUint64(b, cursorSum(b, choice))
	return base64.RawURLEncoding.EncodeToString(b)
}

func readCursor(cursor, choice string) (after int64, ok bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(b) != cursorBytes {
		return 0, false
	}
	after = int64(binary.BigEndian.Uint64(b))
	return after, after > 0 && binary.BigEndian.Uint64(b[8:]) == cursorSum(b[:8], choice)
}

func cursorSum(key []byte, choice string) uint64 {
	h := fnv.New64a()
	h.Write(key)
	h.Write([]byte(choice))
	return h.Sum64()
}

// linkNext is a Link header's value for the next page; nil where there is none.
func linkNext(next string) *string {
	if next == "" {
		return nil
	}
	value := "<" + next + `>; rel="next"`
	return &value
}

// badParameter is the fault of one parameter or member.
func badParameter(name string, text lang.Text) error {
	return mismatch([]fault.Field{{Name: name, Text: text}})
}
