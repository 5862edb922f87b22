package plan

import "time"

// Status is how far a plan has come.
type Status string

// The statuses, in the order in which a plan passes them.
const (
	Draft     Status = "draft"
	Published Status = "published" // its teams see it
	UnderWay  Status = "under_way" // a team has begun
	Done      Status = "done"
	Withdrawn Status = "withdrawn" // taken back, from any status before Done
)

// Life is what becomes of a plan, beside its frozen versions.
type Life struct {
	Status      Status    `json:"status"`
	ApprovedAt  time.Time `json:"approved_at,omitzero"` // by police, where a role of the plan needs it
	ApprovedBy  string    `json:"approved_by,omitempty"`
	PublishedAt time.Time `json:"published_at,omitzero"`
	BegunAt     time.Time `json:"begun_at,omitzero"`
	EndedAt     time.Time `json:"ended_at,omitzero"`
}
