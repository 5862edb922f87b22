package ingest

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/paulmach/orb"
)

// embraceCSV makes a file of n rows as the municipality's reporting tool gives them.
func embraceCSV(n int) []byte {
	var b bytes.Buffer
	b.WriteString("Ärendenummer;Kategori;Beskrivning;Händelse från;Händelse till;Rapporterad;Nord;Ost;Noggrannhet (m);Rapportör;Rapportörsnyckel;Samma händelse;Upptäckt;Allvar;Övningsdata\n")
	categories := []string{"skadegörelse", "bristfällig belysning", "Ordningsstörning", "klotter", "misstänkt narkotikahantering"}
	for i := range n {
		fmt.Fprintf(&b, "ÖVN-%06d;%s;Flera lampor släckta vid gångtunneln, ring 070-123 45 %02d. Mörkt och otryggt kvällstid.;2026-%02d-%02d %02d:%02d;;2026-12-01 08:00;%d,5;%d;15;medborgare;R%d;;anmäld;%d;ja\n",
			i, categories[i%len(categories)], i%100, 1+i%11, 1+i%28, i%24, i%60, 6_597_000+i%900, 556_000+i%1000, i%700, 1+i%5)
	}
	return b.Bytes()
}

func BenchmarkReports(b *testing.B) {
	const rows = 20_000
	wgs := new(bytes.Buffer)
	wgs.WriteString("crime_id,month,longitude,latitude,location,lsoa_code,lsoa_name,crime_type,last_outcome\n")
	for i := range rows {
		fmt.Fprintf(wgs, ",2018-%02d,-0.10%04d,51.51%04d,On or near Street %d,E01000916,Camden 027B,Drugs,\n", 1+i%12, i%10000, i%10000, i)
	}
	exercise := kopingTown()
	exercise.Exercise = true
	extent := orb.Bound{Min: orb.Point{550_000, 6_590_000}, Max: orb.Point{560_000, 6_600_000}}
	for _, c := range []struct {
		name string
		data []byte
		o    ReportOptions
	}{
		{"embrace", embraceCSV(rows), ReportOptions{Profile: mustProfile(b, "embrace"), Municipality: exercise, Extent: extent}},
		{"police-uk", wgs.Bytes(), ReportOptions{Profile: mustProfile(b, "police-uk"), Municipality: londonTown(), Extent: orb.Bound{Min: orb.Point{530_000, 180_000}, Max: orb.Point{535_000, 185_000}}}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.data)))
			b.ReportAllocs()
			for b.Loop() {
				n := 0
				for row, err := range Reports(bytes.NewReader(c.data), c.o) {
					if err != nil || row.Rejection != nil {
						b.Fatal(err, row.Rejection)
					}
					n++
				}
				if n != rows {
					b.Fatalf("got %d rows, want %d", n, rows)
				}
			}
			b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
