package duty

import (
	"slices"
	"strings"

	"tongzhou/act"
	"tongzhou/agreement"
	"tongzhou/jurisdiction"
)

// A Row is a line of a responsibility list (R52): who does what for whom when, on which basis, and what follows if not. It speaks in selectors, because
// the list is adopted before there is a case.
type Row struct {
	Clause      agreement.Cite
	What        act.Text
	Do          string
	Role        string   // who does it: a selector; empty: nobody is assigned
	Body        string   // the body that it is, where the selector names one
	Accountable string   // who answers for it: a selector; that of the debtors if each answers for itself
	To          []string // selectors
	Post        act.Text
	Unit        string // private unit with which it is done; a duty only for who has a contract with it
	Clock       string // what triggers it: from when it runs
	When        string // and the condition under which
	Limit       int64  // minutes; 0: promptly, or as the table says
	Promptly    bool
	Table       []agreement.Limit
	Again       int64
	Evidence    act.Text
	Basis       *agreement.Source
	Force       string
	Consequence *agreement.Clause // of the same instrument; nil: none
	Unassigned  string            // why the row keeps the list from being adopted; empty: it does not
}

// List is the responsibility list that a version yields, in the order of its clauses. It may be a proposal.
func List(v *agreement.Version) []Row {
	var out []Row
	for n := range v.Clauses {
		c := &v.Clauses[n]
		d := c.Duty
		if d == nil {
			continue
		}
		r := Row{Clause: agreement.Cite{Instrument: v.Ref, Clause: c.ID}, What: c.Title, Do: d.Do, Role: d.Who, Accountable: d.Accountable, To: d.To, Post: d.Post, Unit: d.Unit,
			Clock: d.Clock, When: c.When, Limit: d.Limit, Promptly: d.Promptly, Table: d.Table, Again: d.Again, Evidence: d.Evidence, Basis: c.Source, Force: c.Force}
		if id, ok := strings.CutPrefix(d.Who, "body:"); ok {
			r.Body = id
		}
		if r.Accountable == "" {
			r.Accountable = d.Who
		}
		for i := range v.Clauses {
			if d.Consequence != "" && v.Clauses[i].ID == d.Consequence {
				r.Consequence = &v.Clauses[i]
			}
		}
		switch {
		case d.Who == "":
			r.Unassigned = "nobody is assigned"
		case r.Accountable != d.Who && act.OneOf(r.Accountable, "origin affected support adjacent participants members"):
			r.Unassigned = "several answer for it, so nobody does: name one"
		}
		out = append(out, r)
	}
	return out
}

// A Part says who does and who answers for what in a case (R51).
type Part struct {
	Clause      agreement.Cite
	What        act.Text
	Do          string
	Accountable jurisdiction.ID   // exactly one
	Responsible []jurisdiction.ID // who does it; sorted
	Informed    []jurisdiction.ID // who has to get it; sorted
}

// Parts are who does and who answers for what in a case, in the order of the duties. A joint duty of which each answers for itself gives one part for each.
func Parts(owed []Owed) []Part {
	type key struct {
		clause      agreement.Cite
		accountable jurisdiction.ID
	}
	at := map[key]int{}
	var out []Part
	for n := range owed {
		o := &owed[n]
		k := key{o.Clause, o.Accountable}
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, Part{Clause: o.Clause, What: o.What, Do: o.Do, Accountable: o.Accountable})
		}
		out[i].Responsible = include(out[i].Responsible, o.Party)
		out[i].Informed = include(out[i].Informed, o.To)
	}
	return out
}

// include puts an ID into a sorted list.
func include(list []jurisdiction.ID, id jurisdiction.ID) []jurisdiction.ID {
	n, ok := slices.BinarySearch(list, id)
	if ok || id == "" {
		return list
	}
	return slices.Insert(list, n, id)
}
