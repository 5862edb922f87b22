package ingest_test

import (
	"fmt"
	"strings"

	"tryggled/internal/ingest"
	"tryggled/internal/municipality"
)

func ExampleReports() {
	profile, err := ingest.ShippedProfile("embrace")
	if err != nil {
		panic(err)
	}
	koping := municipality.Municipality{Code: "1983", CRS: 3006, TimeZone: "Europe/Stockholm"}
	file := "Ärendenummer;Kategori;Beskrivning;Händelse från;Nord;Ost\n" +
		"17;Bristfällig belysning;Ring 070-123 45 67;2026-11-20 22:15;6597400,5;556300\n" +
		"18;Bristfällig belysning;;2026-11-20 22:15;556300;6597400,5\n"
	options := ingest.ReportOptions{Profile: profile, FileName: "rapporter.csv", Municipality: koping}
	for row, err := range ingest.Reports(strings.NewReader(file), options) {
		switch {
		case err != nil:
			panic(err)
		case row.Rejection != nil:
			fmt.Printf("line %d, %s: %s\n", row.Line, row.Rejection.Field, row.Rejection.Reason.EN)
		default:
			fmt.Println(row.Line, row.Report.Category, row.Report.From, row.Report.Text)
		}
	}
	// Output:
	// 2 dark_place 2026-11-20 21:15:00 +0000 UTC Ring [telefon]
	// line 3, north: east and north (longitude and latitude) seem to be swapped in 6597400.5, 556300; swap the columns in the file or the mapping profile
}
