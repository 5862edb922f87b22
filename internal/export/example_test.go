package export_test

import (
	"os"

	"tryggled/internal/export"
	"tryggled/internal/export/exporttest"
	"tryggled/internal/lang"
)

// The sheet that the night walkers of the sample carry.
func ExampleSheet() {
	if err := export.Sheet(os.Stdout, exporttest.Sample(), 2, lang.SV); err != nil {
		panic(err)
	}
	// Output:
	// ************************************************************************
	//                    ÖVNINGSDATA – påhittade händelser
	// ************************************************************************
	//
	// Ekstaby – närvaroplan
	// Grupp 2: nattvandrare, 3 personer
	// Fredag 20 november 2026, kl. 18.00–22.00
	// Utgångspunkt: Fritidsgården
	// Plan 12, version 1. 3 stopp, 1,7 km till fots.
	// ------------------------------------------------------------------------
	//
	// TÄNK PÅ
	// - Håll ihop hela passet, minst 2 tillsammans.
	// - Platser och tider är utlovade: håll dem, och meddela om ni blir sena.
	// - Er närvaro är uppgiften. Ingrip inte själva; gå undan och ring.
	// - Var synliga och hälsa på dem ni möter.
	//
	// SÅ GÅR NI
	//
	// 18.05  Start: Fritidsgården.
	//        Gå Trädgårdsgatan, sedan Lindgatan (390 m).
	//
	// 18.10  STOPP 1: Skolgatan vid skolan
	//        Stanna till kl. 18.20.
	//        Varför: Närvaro önskas här; mestadels mörkt; skymda platser
	//        intill.
	//        Tänk på: Det är mörkt här: ha ficklampa och reflexer.
	//
	//        Gå Skolgatan, sedan Torggatan (610 m).
	//
	// 18.30  STOPP 2: Stora torget
	//        Stanna till kl. 18.40.
	//        Varför: Närvaro önskas här.
	//
	//        Gå Storgatan, sedan Lindgatan (260 m).
	//
	// 18.44  STOPP 3: Lindgatan
	//        Stanna till kl. 18.54.
	//        Varför: Närvaro önskas här.
	//
	//        Gå Bangatan, sedan Ängsgatan (490 m).
	//
	// 19.01  Åter: Fritidsgården. Passet slutar kl. 22.00.
	//
	// ------------------------------------------------------------------------
	// 112     vid fara för liv, hälsa eller egendom, och vid pågående brott
	// 114 14  polisen, när det inte är bråttom
	// Källor: Tryggled: påhittad stad, övningsdata
	// ************************************************************************
	//                    ÖVNINGSDATA – påhittade händelser
	// ************************************************************************
}
