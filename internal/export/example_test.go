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
	// UTKAST – planen är inte publicerad
	// Ekstaby – närvaroplan
	// Grupp 2: nattvandrare, 3 personer
	// Fredag 20 november 2026, kl. 18.00–22.00
	// Utgångspunkt: Fritidsgården
	// Plan 12, version 1. 3 stopp, 2,5 km till fots.
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
	//        390 m: Gå längs Trädgårdsgatan 130 m. Sväng vänster in på
	//        Lindgatan, 250 m. Du är framme.
	//
	// 18.10  STOPP 1: Skolgatan vid skolan
	//        Promenera här till kl. 18.20.
	//        Varför: Närvaro önskas här; mestadels mörkt; skymda platser
	//        intill.
	//        Tänk på: Det är mörkt här: ha ficklampa och reflexer.
	//
	//        610 m: Gå längs Skolgatan 140 m. Sväng höger in på Torggatan,
	//        470 m. Du är framme.
	//
	// 18.30  STOPP 2: Stora torget
	//        Promenera här till kl. 18.40.
	//        Varför: Närvaro önskas här.
	//
	//        260 m: Gå längs Storgatan 130 m. Sväng vänster in på Lindgatan,
	//        130 m. Du är framme.
	//
	// 18.44  STOPP 3: Lindgatan
	//        Promenera här till kl. 18.54.
	//        Varför: Närvaro önskas här.
	//
	//        490 m: Gå längs Bangatan 120 m. Sväng höger in på Ängsgatan,
	//        360 m. Du är framme.
	//
	// 19.01  Åter: Fritidsgården. Passet slutar kl. 22.00.
	//
	// ------------------------------------------------------------------------
	// 112            vid fara för liv, hälsa eller egendom, och vid pågående
	//                brott
	// 114 14         polisen, när det inte är bråttom
	// 070-174 06 35  Samordnaren i Ekstaby, för gruppen
	// Källor: Tryggled: påhittad stad, övningsdata
	// ************************************************************************
	//                    ÖVNINGSDATA – påhittade händelser
	// ************************************************************************
}
