package identity

import (
	"slices"

	"tryggled/internal/lang"
)

// Action is what somebody wants to do with a collection.
type Action string

// The actions.
const (
	Read   Action = "read"
	Create Action = "create" // also: start the work that creates
	Change Action = "change"
	Delete Action = "delete" // also: revoke
)

// Collection is a kind of data with rules of its own.
type Collection string

// The collections.
const (
	Municipality Collection = "municipality" // the register's row
	Areas        Collection = "areas"
	Bases        Collection = "bases"
	Categories   Collection = "categories"
	RoleTable    Collection = "roles"
	Reports      Collection = "reports"
	Tasks        Collection = "tasks"
	Quarantine   Collection = "quarantine"
	Overlays     Collection = "overlays"
	Streets      Collection = "streets"
	Analyses     Collection = "analyses"
	Hotspots     Collection = "hotspots"
	Layers       Collection = "layers"   // maps of an analysis: cells, streets, densities, watch windows
	Measures     Collection = "measures" // taken at a hotspot
	Plans        Collection = "plans"
	Routes       Collection = "routes"
	Cells        Collection = "cells"       // public counts
	Publication  Collection = "publication" // whether there are any
	Keys         Collection = "keys"
	Links        Collection = "links"
	Audit        Collection = "audit"
	Retention    Collection = "retention"
	Persons      Collection = "persons" // what is held about one person
	Disclosures  Collection = "disclosures"
	WorkLists    Collection = "worklists" // what lamps and greenery need; change: what has become of it
	WhatIf       Collection = "what_if"   // what proposed objects would change; nothing is stored
	Dossiers     Collection = "dossiers"  // what the operator of cameras has to weigh
	Approvals    Collection = "approvals" // of plans, before they are published
	Comparisons  Collection = "comparisons"
	Logs         Collection = "logs"     // what teams write on the way, and their tracks
	Doses        Collection = "doses"    // how long places had a team
	Alarms       Collection = "alarms"   // teams that are not heard of
	Presence     Collection = "presence" // of the police, by area and hours
)

// Column is a value of a collection that some readers do not get.
type Column string

// The columns that a rule may withhold. What a report tells, who told it and what would
// find it again in its source; of an analysis and its hotspots, everything that tells what
// kinds of reporter they rest on; of a measure, which unit owns it; of a camera, who watches,
// what for and on what grounds; of a lamp, the cabinet that feeds it.
const (
	ColumnText         Column = "text"
	ColumnExternalID   Column = "external_id"
	ColumnSameEvent    Column = "same_event"
	ColumnReporterKind Column = "reporter_kind"
	ColumnOwner        Column = "owner"
	ColumnOperator     Column = "operator"
	ColumnPurpose      Column = "purpose"
	ColumnLegalBasis   Column = "legal_basis"
	ColumnCabinet      Column = "cabinet"
)

// Span is which categories a reader's data may be made of.
type Span string

// The spans of categories.
const (
	AllCategories  Span = "all"
	OpenCategories Span = "open" // computed and listed without the restricted ones
)

// Precision is how exactly a reader sees the places of reports.
type Precision string

// The precisions.
const (
	Exact   Precision = "exact"
	Segment Precision = "segment" // the middle of the street segment
	Outline Precision = "outline" // round at least five reports
	Cell    Precision = "cell"    // counts in cells only
)

// Scope is which rows of a collection a rule is about.
type Scope string

// The scopes.
const (
	Every  Scope = "every"
	Own    Scope = "own"    // published plans, routes and logs of teams of one's own role; by a link, of one's own team
	Named  Scope = "named"  // what the key names; of plans and routes those published whose shift is over
	Opened Scope = "opened" // of municipalities that have switched public cells on
)

// Rule is one line of the table of access: what a role may do with a collection, and what
// it then sees of it. What no rule allows is refused.
type Rule struct {
	Role       Role       `json:"role"`
	Action     Action     `json:"action"`
	Collection Collection `json:"collection"`
	Scope      Scope      `json:"scope"`
	Span       Span       `json:"categories"`
	Precision  Precision  `json:"precision"`
	Without    []Column   `json:"without,omitempty"`
	Logged     bool       `json:"logged"` // leaves a line in the audit log
}

var (
	walkers   = []Role{YouthCoach, NightWalker, Volunteer, Guard, Ordningsvakt}
	steering  = []Role{Police, Coordinator} // see everything that happened
	ground    = []Collection{Areas, Bases, Categories, Streets}
	found     = []Collection{Analyses, Hotspots}
	planned   = []Collection{Plans, Routes}
	registers = []Collection{Publication, Keys, Links, Retention, Disclosures}
	whoTold   = []Column{ColumnReporterKind}
	ofReports = append([]Column{ColumnText, ColumnExternalID, ColumnSameEvent}, whoTold...)
	ofObjects = []Column{ColumnOperator, ColumnPurpose, ColumnLegalBasis, ColumnCabinet}
)

// grants is the table as people write it: each line stands for one rule for each of its
// roles, actions and collections.
var grants = []struct {
	roles       []Role
	actions     []Action
	collections []Collection
	Rule
}{
	// The public: counts, and what is needed to draw them. Never a report, place or plan.
	{[]Role{Public}, []Action{Read}, []Collection{Municipality, Areas, Categories, Cells}, Rule{Scope: Opened, Span: OpenCategories, Precision: Cell}},

	// A program with a key: what the key names.
	{[]Role{GIS}, []Action{Read}, []Collection{Municipality, Categories}, Rule{Span: OpenCategories, Precision: Segment}},
	{[]Role{GIS}, []Action{Read}, []Collection{Areas, Bases, Streets, Cells}, Rule{Scope: Named, Span: OpenCategories, Precision: Segment, Logged: true}},
	{[]Role{GIS}, []Action{Read}, []Collection{Overlays}, Rule{Scope: Named, Span: OpenCategories, Precision: Segment, Without: ofObjects, Logged: true}},
	{[]Role{GIS}, []Action{Read}, []Collection{WorkLists}, Rule{Scope: Named, Span: OpenCategories, Precision: Segment, Logged: true}},
	{[]Role{GIS}, []Action{Read}, found, Rule{Scope: Named, Span: OpenCategories, Precision: Outline, Without: whoTold, Logged: true}},
	{[]Role{GIS}, []Action{Read}, []Collection{Measures}, Rule{Scope: Named, Span: OpenCategories, Precision: Outline, Without: []Column{ColumnOwner}, Logged: true}},
	{[]Role{GIS}, []Action{Read}, planned, Rule{Scope: Named, Span: OpenCategories, Precision: Outline, Logged: true}},
	{[]Role{GIS}, []Action{Read}, []Collection{Layers}, Rule{Scope: Named, Span: OpenCategories, Precision: Segment, Without: whoTold, Logged: true}},
	{[]Role{GIS}, []Action{Read}, []Collection{Reports}, Rule{Scope: Named, Span: OpenCategories, Precision: Segment, Without: ofReports, Logged: true}},

	// Those who walk: the ground, prioritised places without restricted categories and
	// without who told of them, their own plans. No reports, no measures.
	{walkers, []Action{Read}, append([]Collection{Municipality, RoleTable, Cells}, ground...), Rule{Span: OpenCategories, Precision: Segment}},
	{walkers, []Action{Read}, []Collection{Overlays}, Rule{Span: OpenCategories, Precision: Segment, Without: ofObjects}},
	{walkers, []Action{Read}, found, Rule{Span: OpenCategories, Precision: Outline, Without: whoTold}},
	{walkers, []Action{Read}, planned, Rule{Scope: Own, Span: OpenCategories, Precision: Outline, Logged: true}},
	{walkers, []Action{Read, Create}, []Collection{Logs}, Rule{Scope: Own, Span: OpenCategories, Precision: Outline, Logged: true}},

	// Police and coordinator: everything that happened and was planned.
	{steering, []Action{Read}, append([]Collection{Municipality, RoleTable, Cells, Tasks, Measures, Overlays}, ground...), Rule{}},
	{steering, []Action{Read}, append([]Collection{Reports, Quarantine, Layers, WorkLists, WhatIf, Dossiers}, slices.Concat(found, planned)...), Rule{Logged: true}},
	{steering, []Action{Read}, []Collection{Comparisons, Logs, Doses, Alarms, Presence}, Rule{Logged: true}},
	{steering, []Action{Create}, []Collection{Reports, Analyses, Plans, Logs}, Rule{Logged: true}},
	{steering, []Action{Change}, []Collection{Plans, Alarms}, Rule{Logged: true}}, // also: publish, withdraw; acknowledge
	{steering, []Action{Change, Delete}, []Collection{Tasks}, Rule{Logged: true}}, // stop and keep the best; call off
	{steering, []Action{Read, Create, Delete}, []Collection{Links}, Rule{Logged: true}},

	// The police alone: what is theirs to decide and to tell.
	{[]Role{Police}, []Action{Create}, []Collection{Approvals}, Rule{Logged: true}},
	{[]Role{Police}, []Action{Create, Delete}, []Collection{Presence}, Rule{Logged: true}},

	// The coordinator alone: what stands beside the streets, what work has been done, keys, what
	// is kept and handed out, what is public.
	{[]Role{Coordinator}, []Action{Create, Change, Delete}, []Collection{Overlays}, Rule{Logged: true}},
	{[]Role{Coordinator}, []Action{Change}, []Collection{WorkLists}, Rule{Logged: true}},
	{[]Role{Coordinator}, []Action{Change, Delete}, []Collection{Reports}, Rule{Logged: true}},
	{[]Role{Coordinator}, []Action{Read, Create, Delete}, []Collection{Keys}, Rule{Logged: true}},
	{[]Role{Coordinator}, []Action{Read, Change}, []Collection{Publication, Retention}, Rule{Logged: true}},
	{[]Role{Coordinator}, []Action{Create}, []Collection{Retention}, Rule{Logged: true}},
	{[]Role{Coordinator}, []Action{Read}, []Collection{Persons}, Rule{Logged: true}},
	{[]Role{Coordinator}, []Action{Read, Create}, []Collection{Disclosures}, Rule{Logged: true}},

	// The data-protection officer: who saw what, what is kept, what is handed out, which cameras
	// there are and why.
	{[]Role{DataProtectionOfficer}, []Action{Read}, []Collection{Municipality, Areas, Categories, RoleTable, Cells}, Rule{Span: OpenCategories, Precision: Segment}},
	{[]Role{DataProtectionOfficer}, []Action{Read}, append([]Collection{Audit, Overlays}, registers...), Rule{Span: OpenCategories, Precision: Segment, Logged: true}},
}

var rules, ruleOf = func() ([]Rule, map[ruleKey]Rule) {
	var all []Rule
	index := map[ruleKey]Rule{}
	for _, g := range grants {
		for _, role := range g.roles {
			for _, collection := range g.collections {
				for _, action := range g.actions {
					r := g.Rule
					r.Role, r.Action, r.Collection = role, action, collection
					r.Scope, r.Span, r.Precision = or(r.Scope, Every), or(r.Span, AllCategories), or(r.Precision, Exact)
					index[ruleKey{role, action, collection}] = r
					all = append(all, r)
				}
			}
		}
	}
	return all, index
}()

// ruleKey is what a rule is found by.
type ruleKey struct {
	role       Role
	action     Action
	collection Collection
}

func or[T ~string](v, otherwise T) T {
	if v == "" {
		return otherwise
	}
	return v
}

// Rules returns the table of access in a stable order.
func Rules() []Rule { return slices.Clone(rules) }

// RuleOf returns the rule that allows a role an action on a collection, and whether there
// is one.
func RuleOf(role Role, action Action, collection Collection) (Rule, bool) {
	r, ok := ruleOf[ruleKey{role, action, collection}]
	return r, ok
}

// RolesFor returns the roles that may do an action with a collection, in the order of
// Roles.
func RolesFor(action Action, collection Collection) []Role {
	var allowed []Role
	for _, role := range Roles() {
		if _, ok := RuleOf(role, action, collection); ok {
			allowed = append(allowed, role)
		}
	}
	return allowed
}

// Nameable returns the collections that a key may name, in a stable order.
func Nameable() []Collection {
	var names []Collection
	for _, r := range rules {
		if r.Role == GIS && r.Scope == Named {
			names = append(names, r.Collection)
		}
	}
	return names
}

// notAllowed tells a role, in words, what it may not.
func notAllowed(role Role) lang.Text {
	return lang.T("rollen %s får inte göra detta", "the role %s may not do this", NameOf(role))
}
