// Package reporttest gives the sample values of package report to tests.
package reporttest

import (
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/report"
)

// Sample is a valid report of exercise data in the middle of Köping, in EPSG:3006.
func Sample() report.Report {
	at := time.Date(2026, 11, 20, 21, 15, 0, 0, time.UTC)
	return report.Report{
		Source:       report.Embrace,
		ExternalID:   "ÖVN-2026W46-017",
		Category:     "dark_place",
		From:         at,
		To:           at,
		ReportedAt:   at.Add(time.Hour),
		Point:        orb.Point{556_300, 6_597_400},
		AccuracyM:    15,
		Discovery:    report.Told,
		Text:         "Släckt lampa vid gångtunneln.",
		ReporterKind: report.Citizen,
		Exercise:     true,
	}
}
