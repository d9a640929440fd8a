package node

import (
	"cmp"
	"slices"
	"time"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/docket"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/node/view"
)

// What lies on the desks of offices (R37, R38). The callers of everything here hold mu.

// An officeKey is a body of an instrument.
type officeKey struct {
	instrument act.Ref
	body       string
}

func keyOf(b agreement.Seated) officeKey { return officeKey{b.Instrument, b.ID} }

// A load is an open case that was sent to an office.
type load struct {
	of    incident.Case
	route docket.Routing
	since act.Time // from when on it has lain there in this part
	leads bool
}

// loads are all open cases by the office that they were sent to.
func (n *Node) loads(now act.Time) map[officeKey][]load {
	out := map[officeKey][]load{}
	cases := slices.DeleteFunc(n.docket.Incidents().Cases(), func(c incident.Case) bool { return c.Closed })
	ids := make([]act.Ref, len(cases))
	for i, c := range cases {
		ids[i] = c.ID
	}
	routes := n.docket.Routes(now, ids...)
	for _, c := range cases {
		log := routes[c.ID]
		if len(log) == 0 {
			continue
		}
		last := log[len(log)-1]
		if last.Lead != nil {
			out[keyOf(*last.Lead)] = append(out[keyOf(*last.Lead)], load{c, last, since(log, keyOf(*last.Lead), true), true})
		}
		for _, x := range last.Copies {
			out[keyOf(x)] = append(out[keyOf(x)], load{c, last, since(log, keyOf(x), false), false})
		}
	}
	return out
}

// since is from when on a case has lain at an office in the part that it has there now.
func since(log []docket.Routing, office officeKey, leads bool) act.Time {
	var from act.Time
	for _, x := range slices.Backward(log) {
		there := leads && x.Lead != nil && keyOf(*x.Lead) == office || !leads && slices.ContainsFunc(x.Copies, func(b agreement.Seated) bool { return keyOf(b) == office })
		if !there {
			break
		}
		from = x.At
	}
	return from
}

// routing is the log of where a case went.
func (n *Node) routing(k looking, of act.Ref) []view.Routing {
	out := []view.Routing{}
	for _, x := range k.docket.Routes(k.moment, of)[of] {
		r := view.Routing{At: n.at(x.At), By: n.partyLocked(x.Of.By), Why: "classification", Ref: view.Ref(x.Since), Classes: x.Of.Classification.Classes, Reason: x.Of.Reason, Lead: n.office(x.Lead), Copies: []view.Office{},
			Missing: append([]string{}, x.Missing...), InForce: x.InForce}
		if r.Reason == nil {
			r.Reason = x.Of.Classification.Reason
		}
		if x.Since != x.Of.Ref {
			r.Why = "instrument"
			if id, err := act.Author(x.Since.Journal); err == nil {
				r.By = n.partyLocked(id)
			}
		}
		for _, c := range x.Copies {
			r.Copies = append(r.Copies, *n.office(&c))
		}
		if x.Rule != nil {
			c := n.clauseRef(*x.Rule)
			r.Rule = &c
		}
		out = append(out, r)
	}
	return out
}

func (n *Node) office(b *agreement.Seated) *view.Office {
	if b == nil {
		return nil
	}
	return &view.Office{ID: b.ID, Name: b.Name, Host: n.partyLocked(b.Host), Instrument: n.clauseRef(agreement.Cite{Instrument: b.Instrument})}
}

// atOffice puts on the desk of an office what was sent to it, and the duties that are open in the cases in which it leads: those of risks that are watched in normal times apart
// from those of all others (R38).
func (n *Node) atOffice(desk *view.Body, list []load, now act.Time) {
	desk.State, desk.Cases, desk.Queue, desk.Risks = "daily", []view.AtOffice{}, []view.Duty{}, []view.Duty{}
	for _, l := range list {
		x := view.AtOffice{Case: *n.caseRef(l.of.ID), Part: "lead", Phase: l.of.Phase, Since: n.at(l.since)}
		if !l.leads {
			x.Part, x.Lead = "copy", n.office(l.route.Lead)
		}
		for _, o := range n.docket.Duties(l.of.ID) {
			d := n.duty(o, now)
			if d.State != "overdue" && d.State != "due-soon" && d.State != "open" {
				continue
			}
			x.Open++
			x.Due = earlier(x.Due, d.Due)
			switch {
			case !l.leads:
			case l.of.Phase == "normal":
				desk.Risks = append(desk.Risks, d)
			default:
				desk.Queue = append(desk.Queue, d)
			}
		}
		if l.leads && l.of.Phase != "normal" {
			desk.State = "emergency"
		}
		desk.Cases = append(desk.Cases, x)
	}
	slices.SortStableFunc(desk.Cases, func(a, b view.AtOffice) int { return -cmp.Compare(a.Part, b.Part) }) // where it leads comes first
	slices.SortStableFunc(desk.Queue, dueFirst)
	slices.SortStableFunc(desk.Risks, dueFirst)
}

func earlier(a, b *time.Time) *time.Time {
	if a == nil || b != nil && b.Before(*a) {
		return b
	}
	return a
}

// reachable are the posts of parties that can be called, in the order of the parties.
func (n *Node) reachable(ids ...jurisdiction.ID) []view.Reachable {
	out := []view.Reachable{}
	for _, id := range ids {
		m, ok := n.docket.Roster().Member(id)
		if !ok {
			continue
		}
		for _, c := range m.Contacts {
			out = append(out, view.Reachable{Party: n.partyLocked(cmp.Or(c.Party, id)), Post: c.Post, Reach: append([]string{}, c.Reach...)})
		}
	}
	return out
}
