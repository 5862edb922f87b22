package plan

import (
	"slices"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

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

// Name is what the status is called.
func (s Status) Name() lang.Text {
	if name, ok := statusNames[s]; ok {
		return name
	}
	return lang.Same(string(s))
}

var statusNames = map[Status]lang.Text{
	Draft:     lang.T("ett utkast", "a draft"),
	Published: lang.T("publicerad", "published"),
	UnderWay:  lang.T("på gång", "under way"),
	Done:      lang.T("avslutad", "done"),
	Withdrawn: lang.T("tillbakadragen", "withdrawn"),
}

// Life is what becomes of a plan, beside its frozen versions. The zero value is that of a
// draft. Its methods leave the receiver as it is and return what it becomes.
type Life struct {
	Status   Status `json:"status"`
	Version  int    `json:"version,omitempty"`          // that was published last; see Seen
	Approved int    `json:"approved_version,omitempty"` // that the approval is of

	ApprovedAt  time.Time `json:"approved_at,omitzero"` // by police, where a role of the plan needs it
	ApprovedBy  string    `json:"approved_by,omitempty"`
	PublishedAt time.Time `json:"published_at,omitzero"`
	BegunAt     time.Time `json:"begun_at,omitzero"`
	EndedAt     time.Time `json:"ended_at,omitzero"` // or was withdrawn
}

// Step is what may be done with a plan.
type Step string

// The steps.
const (
	ToApprove  Step = "approve"
	ToPublish  Step = "publish"
	ToBegin    Step = "begin"
	ToChange   Step = "change"
	ToEnd      Step = "end"
	ToWithdraw Step = "withdraw"
)

// steps is what may be done with a plan of each status.
var steps = map[Status][]Step{
	Draft:     {ToChange, ToApprove, ToPublish, ToWithdraw},
	Published: {ToChange, ToApprove, ToPublish, ToBegin, ToWithdraw},
	UnderWay:  {ToChange, ToApprove, ToPublish, ToBegin, ToEnd, ToWithdraw},
}

var stepNames = map[Step]lang.Text{
	ToApprove:  lang.T("godkännas", "approved"),
	ToPublish:  lang.T("publiceras", "published"),
	ToBegin:    lang.T("påbörjas", "begun"),
	ToChange:   lang.T("ändras", "changed"),
	ToEnd:      lang.T("avslutas", "ended"),
	ToWithdraw: lang.T("dras tillbaka", "withdrawn"),
}

// Steps returns what may be done with a plan of the status, in a stable order: whoever
// approves it and whether there is anything new to publish are questions of their own.
func (s Status) Steps() []Step { return slices.Clone(steps[s.orDraft()]) }

func (s Status) orDraft() Status {
	if s == "" {
		return Draft
	}
	return s
}

// may returns Conflict, with the status and what may be done in it, where a step may not.
func (l Life) may(step Step) error {
	status := l.Status.orDraft()
	if slices.Contains(steps[status], step) {
		return nil
	}
	return fault.New(fault.Conflict, lang.T("planen är %s och kan inte %s; %s", "the plan is %s and cannot be %s; %s",
		status.Name(), stepNames[step], left(status)))
}

// left says what may be done with a plan of a status.
func left(status Status) lang.Text {
	var sv, en []string
	for _, s := range steps[status] {
		sv, en = append(sv, stepNames[s].SV), append(en, stepNames[s].EN)
	}
	if len(sv) == 0 {
		return lang.T("inget kan ändras längre: gör en ny plan", "nothing can be changed any more: make a new plan")
	}
	return lang.Text{SV: "den kan " + enumerate(sv, "eller"), EN: "it can be " + enumerate(en, "or")}
}

// Seen is the version that the teams see: the one published last; 0 for none, as of a
// draft or of what was withdrawn.
func (l Life) Seen() int {
	if l.Status.orDraft() == Draft || l.Status == Withdrawn {
		return 0
	}
	return l.Version
}

// Approver is the role that approves the plan before it is published; empty where none of
// its teams needs it.
func (p Plan) Approver() identity.Role {
	for _, t := range p.Request.Teams {
		if rules, _ := identity.PatrolOf(t.Role); rules.Approval != "" {
			return rules.Approval
		}
	}
	return ""
}

// Approve notes who has approved a version, which only the role that Approver names does.
// A later version has to be approved again. It returns Forbidden for another role and
// Conflict where there is nothing to approve.
func (l Life) Approve(p Plan, by identity.Role, actor string, now time.Time) (Life, error) {
	if err := l.may(ToApprove); err != nil {
		return l, err
	}
	switch needed := p.Approver(); needed {
	case "":
		return l, fault.New(fault.Conflict, lang.T(
			"planen behöver inget godkännande: %s", "the plan needs no approval: %s", left(l.Status.orDraft())))
	case by:
	default:
		return l, fault.New(fault.Forbidden, lang.T(
			"bara rollen %s godkänner den här planen, inte %s", "only the role %s approves this plan, not %s",
			identity.NameOf(needed), identity.NameOf(by)))
	}
	l.Status, l.Approved, l.ApprovedBy, l.ApprovedAt = l.Status.orDraft(), p.Version, actor, now.UTC()
	return l, nil
}

// Publish shows a version to its teams. A plan that is published or under way goes on
// showing the version before until a later one is published in its turn. It returns
// Conflict where the approval of this version is missing, or it or a later one is published.
func (l Life) Publish(p Plan, now time.Time) (Life, error) {
	if err := l.may(ToPublish); err != nil {
		return l, err
	}
	if l.Seen() >= p.Version && l.Seen() > 0 {
		return l, fault.New(fault.Conflict, lang.T(
			"version %d av planen är redan publicerad; ändra planen till en ny version först",
			"version %d of the plan is published already; change the plan into a new version first", l.Seen()))
	}
	if role := p.Approver(); role != "" && l.Approved != p.Version {
		return l, fault.New(fault.Conflict, lang.T(
			"version %d av planen är inte godkänd: rollen %s godkänner den innan den kan publiceras; till dess kan den ändras eller dras tillbaka",
			"version %d of the plan is not approved: the role %s approves it before it can be published; until then it can be changed or withdrawn",
			p.Version, identity.NameOf(role)))
	}
	if l.Status.orDraft() == Draft {
		l.Status = Published
	}
	l.Version, l.PublishedAt = p.Version, now.UTC()
	return l, nil
}

// Revise is the life of a plan when its version next has been frozen; seen is the version
// that its teams see. Of a draft nothing changes, and what is published stays until next is
// published too. Only while the plan is under way is next shown at once, since its teams
// are out: unless it needs an approval and does more than leave out stops. What was
// approved holds of fewer stops, and a stop must come off a walk without delay. It returns
// Conflict for a plan that is over.
func (l Life) Revise(seen, next Plan, now time.Time) (Life, error) {
	if err := l.may(ToChange); err != nil {
		return l, err
	}
	if l.Status != UnderWay {
		return l, nil
	}
	if next.Approver() != "" && l.Approved != next.Version {
		if l.Approved != seen.Version || !onlyLess(seen, next) {
			return l, nil
		}
		l.Approved = next.Version // by and at stay those of the version that was approved
	}
	l.Version, l.PublishedAt = next.Version, now.UTC()
	return l, nil
}

// onlyLess reports whether each team of next whose plan is approved is a team of seen, of
// the same role, and makes no visit that that one does not: at the same place, within FixSlack
// of the same time and no longer.
func onlyLess(seen, next Plan) bool {
	for _, t := range next.Tours {
		if rules, _ := identity.PatrolOf(t.Team.Role); rules.Approval == "" {
			continue
		}
		i := slices.IndexFunc(seen.Tours, func(s Tour) bool { return s.Number == t.Number && s.Team.Role == t.Team.Role })
		if i < 0 {
			return false
		}
		left := slices.Clone(seen.Tours[i].Visits)
		for _, v := range t.Visits {
			k := slices.IndexFunc(left, func(s Visit) bool {
				return s.Spot == v.Spot && within(v.Arrive, s.Arrive, FixSlack) && v.Leave.Sub(v.Arrive) <= s.Leave.Sub(s.Arrive)
			})
			if k < 0 {
				return false
			}
			left = slices.Delete(left, k, k+1)
		}
	}
	return true
}

// Begin notes that a team has begun. The first one brings the plan under way; that others
// begin after it changes nothing.
func (l Life) Begin(now time.Time) (Life, error) {
	if err := l.may(ToBegin); err != nil {
		return l, err
	}
	if l.Status != UnderWay {
		l.Status, l.BegunAt = UnderWay, now.UTC()
	}
	return l, nil
}

// End notes that the last team is back. It returns Conflict for a plan not under way.
func (l Life) End(now time.Time) (Life, error) {
	if err := l.may(ToEnd); err != nil {
		return l, err
	}
	l.Status, l.EndedAt = Done, now.UTC()
	return l, nil
}

// Withdraw takes the plan back: its teams see it no more. It returns Conflict for a plan
// that is over.
func (l Life) Withdraw(now time.Time) (Life, error) {
	if err := l.may(ToWithdraw); err != nil {
		return l, err
	}
	l.Status, l.EndedAt = Withdrawn, now.UTC()
	return l, nil
}
