package node

import (
	"cmp"
	"slices"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/agreement/condition"
	"tongzhou/docket"
	"tongzhou/incident"
	"tongzhou/jurisdiction"
	"tongzhou/node/phrase"
	"tongzhou/node/view"
)

// Who has which part in a case is in the role clauses of instruments in force, and in no code (R50, R53). What an officer says goes before what a clause says. The
// callers of everything here hold mu.

// A cast is a case as role clauses are asked about it: one that is about to be opened, or one that is on record.
type cast struct {
	d       *docket.Docket
	now     act.Time
	bound   jurisdiction.ID // whom an instrument must bind for its clauses to count
	of      condition.Facts
	parties map[string][]jurisdiction.ID // selector word -> parties, in the order in which they were named
	roles   map[jurisdiction.ID][]string
}

// A part is a role that a clause gives.
type part struct {
	role   string
	party  jurisdiction.ID
	clause agreement.Cite
}

// castOf is a case on record, as its latest act leaves it.
func (n *Node) castOf(d *docket.Docket, c incident.Case, now act.Time) (cast, bool) {
	f, ok := d.Facts(c.ID)
	return cast{d: d, now: now, bound: c.By, of: f.Of, parties: f.Parties, roles: f.Roles}, ok
}

// castFor is a case that is about to be opened here.
func (n *Node) castFor(o *Opening, now act.Time) cast {
	d := n.docket
	k := cast{d: d, now: now, bound: n.cfg.ID, parties: map[string][]jurisdiction.ID{}, roles: map[jurisdiction.ID][]string{}}
	add := func(word string, ids ...jurisdiction.ID) {
		for _, id := range ids {
			if !slices.Contains(k.parties[word], id) {
				k.parties[word] = append(k.parties[word], id)
				k.roles[id] = append(k.roles[id], word)
			}
		}
	}
	add("origin", slices.Concat(o.Origin.Parties, o.Situation.Sources)...)
	add("affected", o.Situation.Exposed...)
	for _, r := range o.Roles {
		add(r.Role, r.Party)
	}
	k.parties["adjacent"] = k.parties["affected"]
	if c, _, ok := d.Roster().Charter(); ok && len(k.parties["coordinator"]) == 0 {
		k.parties["coordinator"] = []jurisdiction.ID{c.Secretariat}
	}
	above := map[jurisdiction.ID]bool{}
	for _, id := range append(slices.Concat(k.parties["origin"], k.parties["affected"]), n.cfg.ID) {
		if m, ok := d.Roster().Member(id); ok && m.Role == "city" {
			above[d.Above(id)] = true
		}
		if !slices.Contains(k.parties["participants"], id) {
			k.parties["participants"] = append(k.parties["participants"], id)
		}
	}
	for _, m := range d.Roster().Members() {
		if m.Left == nil {
			k.parties["members"] = append(k.parties["members"], m.Member)
		}
	}
	k.of = condition.Unknown()
	k.of.Status, k.of.Hazard, k.of.Phase, k.of.Situation, k.of.Mode, k.of.At = o.Status, o.Hazard, o.Phase, o.Situation.Class, n.mode(d), now
	k.of.Classes, k.of.Grade, k.of.Response = o.Classes, o.Grade, o.Response
	k.of.Origins, k.of.Affected, k.of.Province = len(k.parties["origin"]), len(k.parties["affected"]), len(above) > 1
	return k
}

// stand are the members for whom a selector of an instrument stands in the case, first the one whose turn it is.
func (k *cast) stand(v *agreement.Version, selector string) []jurisdiction.ID {
	list, text := v.Instrument.Stands(selector, k.now)
	switch {
	case text:
	case selector == "issuer" && v.Issued:
		list = []jurisdiction.ID{v.By}
	case selector == "superior":
		list = []jurisdiction.ID{k.d.Above(append(slices.Clone(k.parties["origin"]), k.bound)[0])}
	default:
		list = k.parties[selector]
	}
	named := text || selector == "issuer" || selector == "superior" // by the text itself; others only if it binds them
	var out []jurisdiction.ID
	for _, id := range list {
		m, ok := k.d.Roster().Member(id)
		if ok && m.Left == nil && (named || v.Binds(id, k.now, k.d.Above)) && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// holds asks a condition about the case and one party.
func (k *cast) holds(c *condition.Condition, id jurisdiction.ID) bool {
	if c == nil {
		return true
	}
	f := k.of
	f.Party, f.Roles = string(id), k.roles[id]
	if m, ok := k.d.Roster().Member(id); ok {
		f.Rank = m.Role
	}
	yes, err := c.Holds(f)
	return err == nil && yes
}

// A roleRule is a role clause with its condition read.
type roleRule struct {
	clause  *agreement.Clause
	version *agreement.Version
	when    *condition.Condition
}

// rules are the clauses in force about a role that bind, what is more binding first: what the law says goes before what was agreed, as problems of clauses are shown.
func (k *cast) rules(role string) []roleRule {
	language, err := condition.New()
	if err != nil { // of the program, not of a text
		return nil
	}
	var out []roleRule
	versions := k.d.Agreements().Versions(k.now)
	for i := range versions {
		v := &versions[i]
		if v.State != "concluded" || !v.Binds(k.bound, k.now, k.d.Above) {
			continue
		}
		for j := range v.Clauses {
			c := &v.Clauses[j]
			if c.Role == nil || c.Role.Role != role {
				continue
			}
			r := roleRule{clause: c, version: v}
			if c.When != "" {
				if r.when, err = language.Compile(c.When); err != nil {
					continue // shown among the problems
				}
			}
			out = append(out, r)
		}
	}
	force := func(r roleRule) int {
		return slices.Index([]string{"law", "agreement", "custom", "pledge"}, r.clause.Force)
	}
	slices.SortStableFunc(out, func(a, b roleRule) int { return cmp.Compare(force(a), force(b)) })
	return out
}

// order are those who have a role, one after the other, by the first clause that gives it to somebody. The first has it, the others are deputies. A clause that begins
// with the origin, where there are several, gives it to none of them as long as somebody stands in it who is one: equals are not ranked by who wrote the list.
func (k *cast) order(role string) []part {
	for _, r := range k.rules(role) {
		var out, later []part
		for _, selector := range r.clause.Role.Order {
			var list []part
			for _, id := range k.stand(r.version, selector) {
				if k.holds(r.when, id) {
					list = append(list, part{role, id, agreement.Cite{Instrument: r.version.Ref, Clause: r.clause.ID}})
				}
			}
			if selector == "origin" && len(list) > 1 {
				later = append(later, list...)
				continue
			}
			out = append(out, list...)
		}
		out = append(out, later...)
		if len(out) > 0 {
			seen := map[jurisdiction.ID]bool{}
			return slices.DeleteFunc(out, func(p part) bool {
				had := seen[p.party]
				seen[p.party] = true
				return had
			})
		}
	}
	return nil
}

// supporting are all for whom the first selector stands that stands for anybody, of the first clause in which one does.
func (k *cast) supporting() []part {
	for _, r := range k.rules("support") {
		for _, selector := range r.clause.Role.Order {
			var out []part
			for _, id := range k.stand(r.version, selector) {
				if k.holds(r.when, id) && !slices.Contains(k.roles[id], "lead") {
					out = append(out, part{"support", id, agreement.Cite{Instrument: r.version.Ref, Clause: r.clause.ID}})
				}
			}
			if len(out) > 0 {
				return out
			}
		}
	}
	return nil
}

// appoint fills in the roles that an officer left open, by clause. Roles that are given stay as they are, and so does a list that is there and empty: nobody.
func (n *Node) appoint(o *Opening, now act.Time) []part {
	if o.Roles != nil && len(o.Roles) == 0 {
		return nil
	}
	k := n.castFor(o, now)
	given := func(role string) bool {
		return slices.ContainsFunc(o.Roles, func(r incident.Role) bool { return r.Role == role })
	}
	var out []part
	take := func(list []part) {
		for _, p := range list {
			out = append(out, p)
			k.parties[p.role] = append(k.parties[p.role], p.party)
			k.roles[p.party] = append(k.roles[p.party], p.role)
		}
	}
	open := map[string]bool{"lead": !given("lead"), "coordinator": !given("coordinator"), "support": !given("support")}
	for _, role := range []string{"lead", "coordinator"} {
		if open[role] {
			list := k.order(role)
			take(list[:min(1, len(list))])
		}
	}
	if open["support"] {
		if !slices.ContainsFunc(out, func(p part) bool { return p.role == "lead" }) && open["lead"] {
			k.roles[n.cfg.ID] = append(k.roles[n.cfg.ID], "lead") // whoever opens it, if nobody says otherwise
		}
		take(k.supporting())
	}
	for _, p := range out {
		o.Roles = append(o.Roles, incident.Role{Party: p.party, Role: p.role})
	}
	return out
}

// givenRoles shows which clause gave which role.
func (n *Node) givenRoles(list []part) []view.GivenRole {
	out := []view.GivenRole{}
	for _, p := range list {
		c := n.clauseRef(p.clause)
		out = append(out, view.GivenRole{Role: p.role, Party: n.partyLocked(p.party), Clause: &c, Online: n.heardWord(p.party)})
	}
	return out
}

// successors are who leads next if the lead cannot: the deputies that its command row names, then those of the clause.
func (n *Node) successors(d *docket.Docket, c incident.Case, now act.Time) []view.GivenRole {
	lead, _ := d.Incidents().Lead(c.ID, now)
	out := []view.GivenRole{}
	add := func(x view.GivenRole) {
		if x.Party.ID != string(lead.Party) && !slices.ContainsFunc(out, func(y view.GivenRole) bool { return y.Party.ID == x.Party.ID }) {
			out = append(out, x)
		}
	}
	for _, r := range d.Incidents().Table(c.ID, now) {
		if r.Function == "lead" && r.State == "in-force" && len(r.Where) == 0 {
			for _, id := range r.Deputies {
				add(view.GivenRole{Role: "lead", Party: n.partyLocked(id), Online: n.heardWord(id)})
			}
		}
	}
	if k, ok := n.castOf(d, c, now); ok {
		for _, x := range n.givenRoles(k.order("lead")) {
			add(x)
		}
	}
	return out
}

// leadTasks: whoever may designate is told when the lead of a case is not heard, and whose turn it is by the clause (R53). That a node is not heard is no proof that the
// city cannot lead: people decide.
func (n *Node) leadTasks(c incident.Case, like view.Task, now act.Time) []view.Task {
	lead, ok := n.docket.Incidents().Lead(c.ID, now)
	if !ok || lead.Party == n.cfg.ID || n.heardWord(lead.Party) != "off" {
		return nil
	}
	cite, may := n.power("designate", now)
	if !may {
		return nil
	}
	t, ref := like, view.Ref(c.ID)
	t.ID, t.Kind, t.Basis = "lead."+like.Case, "silence-case", &ref
	args := phrase.Args{"lead": n.partyLocked(lead.Party).Name, "title": c.Open.Title, "heard": n.timeOrUnknown(n.heardOf(lead.Party)), "power": n.citation(n.clauseRef(cite))}
	key := "task.lead.nobody"
	for _, x := range n.successors(n.docket, c, now) {
		if x.Online == "off" {
			continue // not heard either
		}
		key, args["next"] = "task.lead.next", x.Party.Name
		if x.Clause != nil {
			key, args["clause"] = "task.lead.clause", n.citation(*x.Clause)
		}
		break
	}
	t.Title, t.Reason = n.book.Say(key, args), n.book.Say("task.lead.reason", args)
	return []view.Task{t}
}
