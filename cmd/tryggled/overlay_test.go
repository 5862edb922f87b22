package main

import (
	"bytes"
	"testing"

	"tryggled/internal/lang"
	"tryggled/internal/overlay"
)

// What was entered by hand is in no source, so it is not counted among what is.
func TestObjectsEnteredByHandAreToldApart(t *testing.T) {
	var out bytes.Buffer
	c := &call{out: &out, lang: lang.EN}
	c.printKind(overlay.KindReport{
		Kind: overlay.Lamp, Title: overlay.Lamp.Title(), Objects: 6, InSource: 7,
		Sources: []overlay.SourceReport{{Source: overlay.SourceHand, Objects: 1}, {Source: "register", Objects: 5, InSource: 7}},
	})
	const want = "Lamps: 5, of 7 in the sources\n  entered by hand: 1\n  register: 5, of 7\n"
	if got := out.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
