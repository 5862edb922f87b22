package app

import (
	"time"

	"tryggled/internal/report"
)

// privacy joins what is kept how long, the rights of persons and what is handed out.
func (a *App) privacy() {
	now := func() time.Time { return a.Now() }
	key := func() ([]byte, error) { return a.subkey(report.ErasureKey) }
	a.DB.KeyErasures(key)
	a.Retention = report.RetentionService{Store: a.DB.Retentions(), Queue: a.DB.Tasks(), Now: now}
	a.Persons = report.PersonService{Store: a.DB.Reports()}
	a.Erasures = report.ErasureService{Store: a.DB.Erasures(), Journal: journal{a.config}, Key: key, Now: now}
	a.Disclosures = report.DisclosureService{Store: a.DB.Disclosures(), Head: a.DB.Audit().Head, Now: now}
}
