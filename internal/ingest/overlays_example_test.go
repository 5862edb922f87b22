package ingest_test

import (
	"fmt"
	"strings"

	"tryggled/internal/ingest"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
)

// A Swedish lamp register in SWEREF 99 16 30. The second lamp cannot be 400 m high, and the
// third row repeats the first.
func ExampleOverlays() {
	const file = `Stolpnr;Nord;Ost;Höjd;Ljusflöde;Status
N-101;6599593,6;121122,4;6;3 400;hel
N-102;6599593,4;121150,7;400;;trasig
N-101;6599593,6;121122,4;6;3 400;hel
`
	profile, err := ingest.LoadRegisterProfile("elnat", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	rows := ingest.Overlays(strings.NewReader(file), ingest.OverlayOptions{
		FileName: "elnat.csv", Kind: overlay.Lamp, Profile: &profile, Municipality: municipality.Municipality{Slug: "koping", CRS: 3006},
	})
	for row, err := range rows {
		switch {
		case err != nil:
			fmt.Println(err)
		case row.Rejection != nil:
			fmt.Printf("line %d: %s\n", row.Rejection.Line, row.Rejection.Reason.EN)
		default:
			p := row.Object.Props
			fmt.Printf("%s at %.0f: %s, %.0f m, mended %v\n", p.Pole, row.Object.Geometry, p.Status, p.HeightM, p.Mended)
		}
	}
	// Output:
	// line 4: the same thing at the same place as object 2
	// N-101 at [556033 6597260]: working, 6 m, mended []
	// N-102 at [556061 6597261]: broken, 0 m, mended [lamp_height]
}
